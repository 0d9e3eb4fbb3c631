import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { ListUndoCopiesTool } from './list-undo-copies.tool.js';
import { UndoChangeTool } from './undo-change.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [ListUndoCopiesTool, UndoChangeTool],
})
export class UndoModule {}
