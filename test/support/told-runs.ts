import type { Agent } from './agent.js';
import { type Mood, type MoodySite, startMoodySite } from './moody-site.js';
import { anyLocation, importHar, until } from './work.js';

/** A run of which is known what a verdict must find. */
export interface ToldRun { readonly benchResultId: string; readonly reportId: string; readonly bottleneck: boolean }

/** What to play: `laterMood` comes in the middle of the time. */
export interface Story { readonly name: string; readonly mood: Mood; readonly laterMood?: Mood; readonly users: number; readonly seconds: number }

/** The stories that docs/verdicts.md tells. */
export const STORIES = {
  clean: { name: 'clean', mood: { latencyMs: 40 }, users: 4, seconds: 20 },
  cleanAgain: { name: 'clean again', mood: { latencyMs: 40 }, users: 4, seconds: 20 },
  slowdown: { name: 'slows down midway', mood: { latencyMs: 40 }, laterMood: { latencyMs: 40, slow: { '/search': 400 } }, users: 4, seconds: 24 },
  slowRelease: { name: 'slow release', mood: { latencyMs: 40, slow: { '/search': 160 } }, users: 4, seconds: 20 },
  errors: { name: 'fails', mood: { latencyMs: 40, failing: { '/checkout': 3 } }, users: 4, seconds: 20 },
  starved: { name: 'starved', mood: { latencyMs: 0 }, users: 250, seconds: 6 },
} as const satisfies Record<string, Story>;
export type StoryName = keyof typeof STORIES;

/** Of one run, by the default of local.engine.max-users. */
const MOST_USERS = 1000;

/** The Virtual User of a moody site, imported into a project. */
export interface Stage { readonly agent: Agent; readonly projectId: string; readonly virtualUserId: string; readonly site: MoodySite }

export async function stageOf(agent: Agent, projectId: string, mood: Mood): Promise<Stage> {
  const site = await startMoodySite(mood);
  const { id } = await importHar(agent, projectId, site.har(), {}, 'moody.har');
  return { agent, projectId, virtualUserId: id, site };
}

/** Plays a story on a stage to its end. */
export async function play({ agent, projectId, virtualUserId, site }: Stage, { name, mood, laterMood, users, seconds }: Story): Promise<ToldRun> {
  site.mood = mood;
  const { providerId, location } = await anyLocation(agent);
  const scenario = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: name, virtualUserIds: [virtualUserId], providerId, locations: [location], users, rampUpSec: 0, holdForSec: seconds });
  const visited = site.visited();
  const { benchReportId: reportId, benchResultIds: [benchResultId = ''] } = await agent.call<{ benchReportId: string; benchResultIds: string[] }>('run_scenario', { scenarioId: scenario.id, name });
  await visited;
  const turn = laterMood === undefined ? undefined : setTimeout(() => { site.mood = laterMood; }, seconds * 500);
  const end = await until(() => agent.call<{ terminal: boolean; generators?: { verdict: string }[] }>('get_bench_result', { benchResultId }), ({ terminal }) => terminal, 90_000, 500);
  clearTimeout(turn);
  return { benchResultId, reportId, bottleneck: end.generators?.some(({ verdict }) => verdict === 'BOTTLENECK') === true };
}

/** The same, again while the machine was too busy to measure: a run of an overloaded generator is not the one that is meant. */
export async function playCalmly(stage: Stage, story: Story, attempts = 2): Promise<ToldRun> {
  const run = await play(stage, story);
  return run.bottleneck && attempts > 1 ? playCalmly(stage, story, attempts - 1) : run;
}

/** The same with ever more users until the generator cannot keep up: on a machine that does other work, the site may be the slower of the two at first. */
export async function playStarved(stage: Stage, story: Story): Promise<ToldRun> {
  const run = await play(stage, story);
  return run.bottleneck || story.users * 2 > MOST_USERS ? run : playStarved(stage, { ...story, users: story.users * 2 });
}
