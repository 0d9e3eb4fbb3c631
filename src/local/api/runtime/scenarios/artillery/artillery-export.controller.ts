import { Controller, Get, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { artilleryScript, type ArtilleryScript } from '../../../../engine/artillery/artillery-script.js';
import type { Account } from '../../../../storage/identity-store.js';
import { Access } from '../../../access.js';
import { Caller } from '../../../caller.js';
import { Surroundings } from '../../../design/virtual-users/surroundings.js';
import { ScenarioChecks } from '../scenario-checks.js';

/** A scenario for Artillery's own program, which plays it with our engine: a route of ours, OctoPerf has none like it. */
@Controller()
export class ArtilleryExportController {
  constructor(private readonly access: Access, private readonly checks: ScenarioChecks, private readonly surroundings: Surroundings) {}

  /** The script as JSON, which `artillery run` takes as it takes YAML. Secret variables are left behind, files of the project too. 400 for what cannot be played. */
  @Get('runtime/scenarios/artillery/:scenarioId')
  async export(@Caller() caller: Account, @Param('scenarioId') id: string, @Res({ passthrough: true }) response: Response): Promise<ArtilleryScript> {
    const { document: scenario } = await this.access.document(caller, 'scenario', id, 'edit');
    const virtualUsers = await this.checks.virtualUsersOf(scenario);
    const around = await this.surroundings.of(scenario.projectId, virtualUsers);
    for (const virtualUser of virtualUsers) await this.surroundings.requirePlayable(virtualUser, around);
    const { filesFolder: _folder, allowedHosts, ...surroundings } = await this.surroundings.forEngine(around);
    const profiles = scenario.userProfiles.flatMap((profile, at) => {
      const virtualUser = virtualUsers[at];
      return virtualUser === undefined ? [] : [{ profile, virtualUser }];
    });
    response.attachment('artillery.json');
    return artilleryScript({ profiles, surroundings }, allowedHosts);
  }
}
