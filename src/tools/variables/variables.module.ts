import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { CreateConstantVariableTool } from './create-constant-variable.tool.js';
import { CreateCounterVariableTool } from './create-counter-variable.tool.js';
import { CreateCsvVariableTool } from './create-csv-variable.tool.js';
import { CreateRandomVariableTool } from './create-random-variable.tool.js';
import { CreateSecretVariableTool } from './create-secret-variable.tool.js';
import { DeleteVariableTool } from './delete-variable.tool.js';
import { ListVariablesTool } from './list-variables.tool.js';
import { VariableStore } from './variable-store.js';

@Module({
  imports: [OctoperfModule],
  providers: [VariableStore],
  controllers: [ListVariablesTool, CreateConstantVariableTool, CreateCsvVariableTool, CreateCounterVariableTool, CreateRandomVariableTool, CreateSecretVariableTool, DeleteVariableTool],
})
export class VariablesModule {}
