import { z } from 'zod';
import { BenchReportTemplate } from '../contract/bench-report-template.js';
import { CheckedBenchReport } from '../contract/bench-report.js';
import { CorrelationRule, InjectionRule } from '../contract/correlation-rule.js';
import { LoadRunnerAssessment, NeoloadAssessment } from '../contract/design-import.js';
import { Scenario } from '../contract/scenario.js';
import { SLAProfile } from '../contract/sla-profile.js';
import { VariableWrapper } from '../contract/variable.js';
import { CheckedVirtualUser } from '../contract/virtual-user.js';
import { DESCRIPTION_MAX, NAME_MAX } from '../contract/wire.js';
import { dropNoise } from '../mcp/wire-schema.js';
import { type Guide, guideOf } from './guide.js';

type Json = Record<string, unknown>;
interface Described { readonly title: string; readonly description: string; readonly schema: z.ZodType }

const POLYMORPHIC = 'Each polymorphic node needs its "@type" and the fields required for that type.';

const UNCONVERTED = 'An entry of unconverted is work left to do: its kind is a section of octoperf://skills/%-migration; facts, where there are any, say by their "@type" which fields they have. Kinds and facts that are not listed may come from a newer server.';

/** The published schemas by name (contract/resources.yaml "schemas"), each from the zod that the code itself uses. */
const SCHEMAS: Readonly<Record<string, Described>> = {
  vu: {
    title: 'Virtual User',
    description: `A Virtual User with its tree of actions. ${POLYMORPHIC} Ids of new actions are fresh UUIDs; DebugAction has no name. Durations are milliseconds.`,
    schema: CheckedVirtualUser,
  },
  scenario: {
    title: 'Scenario',
    description: `User profiles: who plays, from where, with which load. ${POLYMORPHIC} Loads are in milliseconds. The engine follows the type of the Virtual User: JMETER takes JmeterUserProfileEngine, WEB_DRIVER SeleniumUserProfileEngine, PLAYWRIGHT PlaywrightUserProfileEngine; a written engine must be complete.`,
    schema: Scenario,
  },
  'bench-report': {
    title: 'Bench report',
    description: `A report: the runs it reads, its settings and its items. ${POLYMORPHIC} One benchResultIds entry is a simple or trend report, two to four a comparison. Metrics have no "@type".`,
    schema: CheckedBenchReport,
  },
  'bench-report-template': {
    title: 'Bench report template',
    description: `The look of a report, kept in a workspace: settings and items without runs, so nothing in it needs a benchResultId. ${POLYMORPHIC} id and workspaceId never change. Text may hold \${PROJECT_NAME}, \${REPORT_NAME}, \${PROJECT_DESCRIPTION} and \${REPORT_DESCRIPTION}. Filters that name a load generator or a region do not belong here.`,
    schema: BenchReportTemplate,
  },
  variables: {
    title: 'Variable',
    description: `A project variable: an envelope around one variable. ${POLYMORPHIC} Referenced as \${name}; the columns of a CSV are named by "names". Names must not start with two underscores.`,
    schema: VariableWrapper,
  },
  'correlation-rules': {
    title: 'Correlation rule',
    description: `Where a dynamic value is extracted and where it is injected, project wide. ${POLYMORPHIC} A regular expression has exactly one capturing group; the extractor's name is the variable.`,
    schema: CorrelationRule,
  },
  'injection-rules': {
    title: 'Injection rule',
    description: `Where an extracted value replaces the recorded one: one of eight types. "regexp" restrains the places; .* means all. ${POLYMORPHIC}`,
    schema: InjectionRule,
  },
  'sla-profile': {
    title: 'SLA profile',
    description: `Limits for metrics: one group per metric, each with graded bands; a group without bands is allowed. ${POLYMORPHIC} A new band has "id": "": the backend gives it one. Endpoints are in the unit of the metric (response times in ms); OPEN excludes the endpoint, CLOSED includes it, a missing endpoint is unbounded. A DurationCondition is in milliseconds.`,
    schema: SLAProfile,
  },
  'neoload-assessment': {
    title: 'NeoLoad assessment',
    description: `What the upload of a NeoLoad project answers, to analyze_neoload_project and to import_neoload_virtual_user. ${UNCONVERTED.replace('%', 'neoload')}`,
    schema: NeoloadAssessment,
  },
  'loadrunner-assessment': {
    title: 'LoadRunner assessment',
    description: `What the upload of LoadRunner scripts answers, to analyze_loadrunner_project and to import_loadrunner_virtual_user. ${UNCONVERTED.replace('%', 'loadrunner')}`,
    schema: LoadRunnerAssessment,
  },
};

const ENABLED = 'An omitted boolean is stored as false: say "enabled": true, or what you add is stored disabled.';

/** Every schema as a guide. Built once: what is served is bytes. */
export function schemaGuides(): Guide[] {
  return Object.entries(SCHEMAS).map(([name, { title, description, schema }]) => guideOf({
    uri: `octoperf://schema/${name}`,
    publicPath: `schema/${name}.json`,
    name,
    title: `${title} schema`,
    description: `JSON Schema 2020-12. ${description}`,
    mimeType: 'application/json',
    text: JSON.stringify(publishedSchema(name, title, description, schema)),
  }));
}

/** The zod schema as JSON Schema 2020-12 of what may be written (entities.md Appendix G is its checklist). */
function publishedSchema(name: string, title: string, description: string, schema: z.ZodType): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input', override: ({ jsonSchema }) => { tidy(jsonSchema); } }) as Json;
  const { properties, ...others } = rest as Json & { properties?: Readonly<Record<string, Json>> };
  return { $schema, $id: `octoperf://schema/${name}`, title, description, ...(properties === undefined ? {} : { properties: withTextLimits(properties) }), ...others };
}

/** Leaves out what says nothing, and warns where a boolean is a trap. */
function tidy(node: Json): void {
  dropNoise(node);
  const { enabled } = (node['properties'] ?? {}) as { enabled?: Json };
  if (enabled?.['default'] === false) enabled['description'] = ENABLED;
}

/** Name and description of an entity: longer ones are refused, never cut (behaviour.md §3.4, documented). */
function withTextLimits(properties: Readonly<Record<string, Json>>): Record<string, Json> {
  const limits: Readonly<Record<string, number>> = { name: NAME_MAX, description: DESCRIPTION_MAX };
  return Object.fromEntries(Object.entries(properties).map(([key, node]) => [key, limits[key] === undefined ? node : { ...node, maxLength: limits[key] }]));
}
