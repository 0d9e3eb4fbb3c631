import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { FetchValidationHttpBodyTool } from './fetch-validation-http-body.tool.js';
import { GetValidationFailureDetailTool } from './get-validation-failure-detail.tool.js';
import { GetVirtualUserValidationIndexTool } from './get-virtual-user-validation-index.tool.js';
import { GetVirtualUserValidationTool } from './get-virtual-user-validation.tool.js';
import { SanityCheckVirtualUserTool } from './sanity-check-virtual-user.tool.js';
import { ValidateVirtualUserTool } from './validate-virtual-user.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    SanityCheckVirtualUserTool, ValidateVirtualUserTool, GetVirtualUserValidationTool,
    GetVirtualUserValidationIndexTool, GetValidationFailureDetailTool, FetchValidationHttpBodyTool,
  ],
})
export class ValidationModule {}
