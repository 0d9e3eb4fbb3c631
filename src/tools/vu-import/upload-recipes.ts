import type { UploadRecipe } from './upload-instructions.js';

const REPORT = 'importReport in it says what was changed, kept without being executed, or dropped.';
const ONE = `The answer is the Virtual User as JSON: take its id, then call describe_virtual_user for the link and sanity_check_virtual_user. ${REPORT}`;
const UNCONVERTED = 'Each entry of unconverted in it is work left to do; marker names the action that was planted for it.';
const ASSESSMENT = 'The answer says how portable the project is, what it holds, and under unconverted what will be left to do by hand; nothing is stored.';

/** How each kind of file is uploaded: part names and content types are those of the platform (behaviour.md §5.6, §9; archives inferred). */
export const UPLOAD_RECIPES = {
  har: {
    tool: 'import_har_virtual_user',
    parts: 'file = the HAR as plain JSON, not zipped (application/json); optional containerTimeline = JSON text {"entries":[{"type":"ENABLED","name":"01 Home","startTimestamp":1767225600000}]} that names the containers (epoch ms on the clock of the HAR; the first entry not later than the first request).',
    sample: 'file=@recording.har;type=application/json',
    answer: ONE,
    byHand: 'import the HAR',
  },
  postman: {
    tool: 'import_postman_virtual_user',
    parts: 'file = the collection as exported by Postman, format 2.0 or 2.1 (application/json).',
    sample: 'file=@collection.json;type=application/json',
    answer: ONE,
    byHand: 'import the collection',
  },
  playwright: {
    tool: 'import_playwright_virtual_user',
    parts: 'files = one .spec.ts (text/plain; charset=utf-8). Every .ts or .js file becomes an action that is run as a test, so leave playwright.config.ts out: write absolute URLs and test.use in the spec.',
    sample: 'files=@journey.spec.ts;type=text/plain;charset=utf-8',
    answer: `${ONE} Helpers and package.json are added by patch_virtual_user.`,
    byHand: 'import the spec',
  },
  jmx: {
    tool: 'upload_jmx_virtual_user',
    parts: 'file = the JMeter test plan (application/xml).',
    sample: 'file=@plan.jmx;type=application/xml',
    answer: `The answer is a JSON array: one Virtual User per thread group. For each id call describe_virtual_user and sanity_check_virtual_user. Variables of the plan are in list_variables; data files it reads still have to be sent with upload_project_file. ${REPORT}`,
    byHand: 'import the JMX',
  },
  neoloadAnalysis: {
    tool: 'analyze_neoload_project',
    parts: 'file = the NeoLoad project folder, or its config.zip, as one zip (application/zip).',
    sample: 'file=@neoload.zip;type=application/zip',
    answer: `${ASSESSMENT} Next: tell the user, then import_neoload_virtual_user.`,
    byHand: 'import the NeoLoad project',
  },
  neoload: {
    tool: 'import_neoload_virtual_user',
    parts: 'file = the NeoLoad project folder, or its config.zip, as one zip (application/zip).',
    sample: 'file=@neoload.zip;type=application/zip',
    answer: `The answer lists what was created. ${UNCONVERTED} Next: list_virtual_users, then sanity_check_virtual_user on each.`,
    byHand: 'import the NeoLoad project',
  },
  loadrunnerAnalysis: {
    tool: 'analyze_loadrunner_project',
    parts: 'file = the VuGen script folders with their data/ snapshots, as one zip (application/zip).',
    sample: 'file=@scripts.zip;type=application/zip',
    answer: `${ASSESSMENT} Next: tell the user, then import_loadrunner_virtual_user.`,
    byHand: 'import the LoadRunner scripts',
  },
  loadrunner: {
    tool: 'import_loadrunner_virtual_user',
    parts: 'file = the VuGen script folders with their data/ snapshots, and the .lrs where there is one, as one zip (application/zip).',
    sample: 'file=@scripts.zip;type=application/zip',
    answer: `The answer lists what was created. ${UNCONVERTED} Next: list_virtual_users, then sanity_check_virtual_user on each.`,
    byHand: 'import the LoadRunner scripts',
  },
} as const satisfies Record<string, UploadRecipe>;
