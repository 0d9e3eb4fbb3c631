import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { CallOperationTools } from './call-operation.tools.js';
import { DescribeOperationTool } from './describe-operation.tool.js';
import { FindOperationsTool } from './find-operations.tool.js';
import { OperationAnswers } from './operation-answers.js';

@Module({ imports: [OctoperfModule], controllers: [FindOperationsTool, DescribeOperationTool, CallOperationTools], providers: [OperationAnswers] })
export class DynamicModule {}
