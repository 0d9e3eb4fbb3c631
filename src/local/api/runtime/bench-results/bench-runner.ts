import { Injectable } from '@nestjs/common';
import { hostname } from 'node:os';
import { ApplicationConfig } from '../../../../config/application-config.js';
import type { Scenario } from '../../../../contract/scenario.js';
import type { VirtualUser } from '../../../../contract/virtual-user.js';
import type { BenchPlan, Surroundings } from '../../../engine/bench-protocol.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { browsersOf, usersOf } from '../../users/local-plan.js';
import type { BenchEntity } from './bench-entity.js';
import { BenchRecorder } from './bench-recorder.js';
import type { CrewMember } from './crew-member.js';
import { LiveBenches } from './live-benches.js';
import { LoadCrew } from './load-crew.js';
import type { Seat } from './load-placement.js';
import { LocalMember } from './local-member.js';
import { RemoteMember } from './remote-member.js';
import { ResultFolders } from './result-folders.js';
import { RunFiles } from './run-files.js';

/** A run that outlives its plan by this much is stalled and is aborted (behaviour.md §19.6, documented: 20 minutes). */
const STALL_MS = 20 * 60_000;
const STALLED = 'the stall watch (the run is 20 minutes past its planned end)';

/** Takes a stored run through its states: one generator per agent, everything they measure goes to the recorder. */
@Injectable()
export class BenchRunner {
  constructor(private readonly database: LocalDatabase, private readonly live: LiveBenches, private readonly folders: ResultFolders, private readonly files: RunFiles, private readonly config: ApplicationConfig) {}

  /** Takes the places of the run on its agents, in this very turn. They are given back when it ends, or by `release`. */
  reserve(bench: BenchEntity, seats: readonly Seat[]): Run {
    const names = new Set<string>();
    const run = new Run(bench, this.folders.of(bench.id));
    for (const [index, seat] of seats.entries()) run.members.push({ seat, member: this.memberFor(run, seat, seats.length > 1 ? index + 1 : undefined, names) });
    return run;
  }

  /** Begins; answers as soon as the run is known to be under way. Whatever goes wrong later ends the run in ERROR. */
  async start(run: Run, scenario: Scenario, virtualUsers: readonly VirtualUser[], surroundings: Surroundings): Promise<void> {
    const { bench } = run;
    const recorder = new BenchRecorder(this.database, bench, await this.database.metrics.journal(bench.id), () => { run.stop('the backend, which cannot store the results'); });
    run.recorder = recorder;
    this.live.add(bench.id, { users: usersOf(scenario), browsers: browsersOf(scenario), progress: () => recorder.progressPercent, stop: (by) => { run.stop(by); }, done: recorder.done });
    const stall = setTimeout(() => { run.stop(STALLED); }, bench.plannedMs + STALL_MS);
    void recorder.done.then(() => {
      clearTimeout(stall);
      run.release();
    });
    void this.launch(run, recorder, { scenario, virtualUsers, surroundings });
  }

  private memberFor({ bench, folder, stored }: Run, seat: Seat, number: number | undefined, names: Set<string>): CrewMember {
    const { agent, location: region, users, memoryMb } = seat;
    if (agent === undefined) return new LocalMember(region, users, folder, number);
    let injectorId = agent.name;
    for (let again = 2; names.has(injectorId); again++) injectorId = `${agent.name}#${again}`;
    names.add(injectorId);
    return new RemoteMember(agent, { runId: bench.id, projectId: bench.designProjectId, folder, region, users, memoryMb, number, injectorId, stored, maxResultBytes: this.config.local.agents.maxResultBytes });
  }

  private async launch(run: Run, recorder: BenchRecorder, played: Played): Promise<void> {
    const remote = run.members.flatMap(({ member }) => (member instanceof RemoteMember ? [member] : []));
    try {
      recorder.state('PENDING', remote.length === 0 ? 'Waiting for the local engine.' : `Waiting for ${run.members.length} agent(s): ${run.members.map(({ member }) => member.name).join(', ')}.`);
      recorder.state('SCALING', remote.length === 0 ? 'The local engine needs no machine of its own.' : 'The agents are there: no machine is added.');
      recorder.state('PREPARING', `Preparing ${played.virtualUsers.length} Virtual User(s).`);
      await this.folders.create(run.bench.id);
      if (remote.length > 0) await this.giveFiles(run, remote, played);
      if (run.isStopped) return;
      recorder.state('INITIALIZING', remote.length === 0 ? 'Starting the load generator.' : 'Starting the load generators; they begin together when all are ready.');
      if (run.members.length > 1) recorder.note('Rendezvous points, queues and shared properties work within each agent; rows of shared CSV variables, shared counters and lists are dealt to the agents in turn. A setUp or tearDown of scope GLOBAL is played by the first agent of its profile; users start when all setUps are over.');
      const crew = new LoadCrew(run.members.map((one) => ({ member: one.member, plan: planOf(run, one, played) })), recorder, this.config.local.agents.readySeconds * 1000);
      run.crew = crew;
      crew.begin();
    } catch (error) {
      recorder.ended({ state: 'ERROR', message: `The load generator could not be started: ${error instanceof Error ? error.message : 'unknown reason'}` });
    }
  }

  private async giveFiles({ bench }: Run, remote: readonly RemoteMember[], { virtualUsers, surroundings, scenario }: Played): Promise<void> {
    const files = await this.files.neededBy(bench.designProjectId, [scenario, virtualUsers, surroundings.fragments, surroundings.variables]);
    for (const member of remote) member.files = files;
  }
}

interface Played { readonly scenario: Scenario; readonly virtualUsers: readonly VirtualUser[]; readonly surroundings: Surroundings }
interface SeatedMember { readonly seat: Seat; readonly member: CrewMember }

/** What one member plays. The engine inside the backend alone plays everything, ungated. */
function planOf({ bench, members, folder }: Run, { seat, member }: SeatedMember, { scenario, virtualUsers, surroundings }: Played): BenchPlan {
  const byId = new Map(virtualUsers.map((virtualUser) => [virtualUser.id, virtualUser]));
  const profiles = seat.parts.flatMap(({ profile: at, share }) => {
    const profile = scenario.userProfiles[at];
    const virtualUser = byId.get(profile?.virtualUserId ?? '');
    if (profile === undefined || virtualUser === undefined) return [];
    const { setUp, tearDown } = profile.engine.settings;
    const isFirst = members.find((one) => one.seat.parts.some((part) => part.profile === at))?.member === member;
    // A GLOBAL one is played once, by the first of the generators that share the profile.
    const side = (own: typeof setUp): VirtualUser | undefined => (own?.scope === 'GLOBAL' && !isFirst ? undefined : byId.get(own?.virtualUserId ?? ''));
    return [{ profile, virtualUser, setUp: side(setUp), tearDown: side(tearDown), number: at + 1, ...(share === undefined ? {} : { share }) }];
  });
  const index = members.findIndex((one) => one.member === member);
  const around = members.length === 1 ? surroundings : { ...surroundings, part: { index, of: members.length } };
  const isAlone = members.length === 1 && member instanceof LocalMember;
  const plan = { benchResultId: bench.id, scenarioName: scenario.name, profiles, region: member.region, injectorId: member.injectorId, usersElsewhere: seat.usersElsewhere, gated: !isAlone, meets: members.length > 1 && scenario.userProfiles.some(({ engine }) => Boolean(engine.settings.setUp)) };
  return member instanceof LocalMember ? { ...plan, surroundings: around, outputFolder: folder } : { ...plan, surroundings: { ...around, filesFolder: undefined, browsers: undefined }, outputFolder: '' };
}

/** One run between the moment it is asked for and its end: it may be stopped before its generators exist. */
export class Run {
  readonly members: SeatedMember[] = [];
  crew: LoadCrew | undefined;
  recorder: BenchRecorder | undefined;
  isStopped = false;
  /** Resolves when everything reported so far is stored. */
  readonly stored = async (): Promise<void> => { await this.recorder?.stored(); };

  constructor(readonly bench: BenchEntity, readonly folder: string) {}

  /** Name of the machine of each generator, by the injectorId that its figures carry. */
  get hosts(): Record<string, string> {
    return Object.fromEntries(this.members.map(({ seat, member }) => [member.injectorId, seat.agent?.record.host ?? hostname()]));
  }

  stop(by: string): void {
    this.isStopped = true;
    if (this.crew === undefined) this.recorder?.ended({ state: 'ABORTED', message: `Aborted by ${by} before any load.` });
    else this.crew.stop(by);
  }

  /** Gives the places on the agents back. */
  release(): void {
    for (const { member } of this.members) if (member instanceof RemoteMember) member.release();
  }
}
