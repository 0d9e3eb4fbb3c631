import type { BenchPlan } from '../bench-protocol.js';
import type { OnceLog } from '../engine-log.js';
import type { Workshop } from '../interpreter/compile-program.js';
import type { Program } from '../interpreter/play.js';
import { userSpans, type UserSpan } from './curve.js';
import { dealt } from './deal.js';
import { profileSettings } from './play-settings.js';
import { sideGroupsOf, type SideGroup } from './side-groups.js';

/** The users of one profile: `number` = its place in the scenario, from 1, `place` = in this plan; `owners` = which generator plays each. */
export interface RunGroup {
  readonly program: Program;
  readonly profileId: string;
  readonly name: string;
  readonly number: number;
  readonly place: number;
  readonly owners: Uint16Array | undefined;
  readonly mine: number;
  readonly jtl: 'ALL' | 'ERRORS' | 'NONE';
  readonly columns: readonly string[];
  readonly spans: readonly UserSpan[];
}

/** One user that is to live. */
export interface UserSlot { readonly group: RunGroup; readonly span: UserSpan; readonly threadNumber: number; readonly numberInGroup: number }

/** Whether this generator plays that user of the group. */
export const isMine = ({ owners, mine }: Pick<RunGroup, 'owners' | 'mine'>, numberInGroup: number): boolean => owners === undefined || owners[numberInGroup - 1] === mine;

/** The profiles of a plan, compiled, and what is played before and behind them. Throws PlanRefused with a sentence where one cannot be played. */
export function runGroups({ profiles }: BenchPlan, workshop: Workshop, log: OnceLog): { groups: RunGroup[]; sides: SideGroup[] } {
  const sides: SideGroup[] = [];
  const groups = profiles.map((played, place): RunGroup => {
    const { profile, virtualUser, number = place + 1, share } = played;
    const settings = profileSettings(profile, log);
    const program = workshop.compile(virtualUser, settings.play, settings.thinkTime, settings.staticHosts, settings.browser);
    const spans = userSpans(profile.load);
    const owners = share === undefined ? undefined : dealt(spans.length, share.weights);
    const group = { program, profileId: profile.id ?? String(number), name: profile.name === '' ? virtualUser.name : profile.name, number, place, owners, mine: share?.index ?? 0, jtl: settings.jtl, columns: settings.jtlColumns, spans };
    // As many threads as main users: as those of this generator.
    sides.push(...sideGroupsOf(played, { ...group, spans: spans.filter((_, index) => isMine(group, index + 1)) }, settings, workshop, log));
    return group;
  });
  return { groups, sides };
}

/** Every user of all generators by its start, so that each has the same number wherever it is played. */
export function slotsOf(groups: readonly RunGroup[], usersElsewhere: number): UserSlot[] {
  return groups.flatMap((group) => group.spans.map((span, at) => ({ group, span, numberInGroup: at + 1 })))
    .sort((a, b) => a.span.startAt - b.span.startAt).map((slot, at) => ({ ...slot, threadNumber: usersElsewhere + at + 1 }));
}
