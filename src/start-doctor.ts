import { text } from 'node:stream/consumers';
import type { ApplicationConfig } from './config/application-config.js';
import { ConfigurationError } from './config/configuration-error.js';
import { doorSettings } from './config/door-settings.js';
import { loadApplicationYml } from './config/load-application-yml.js';
import { loginFolder } from './config/login-folder.js';
import { surroundings } from './config/process-surroundings.js';
import { commandLine } from './command-line.js';
import { diagnose, type Diagnosis, spokenDiagnosis, unusable } from './doctor/diagnosis.js';
import { reachingBy } from './doctor/reach.js';
import { KeptLogin } from './login/kept-login.js';
import { LoginStore } from './login/login-store.js';
import { EndpointTable } from './octoperf/endpoint-table.js';
import { Outgoing } from './outgoing/outgoing.js';
import { outgoingFetch } from './outgoing/outgoing-fetch.js';
import { modeOf } from './run-modes.js';
import { servedSurface } from './served-surface.js';

const USAGE = 'doctor [bridge|local] [--json] [--token <token>|-]';
const CANNOT_RUN = 2;

/**
 * `node dist/main.js doctor`: what is wrong with this installation, the cause first, each finding with its remedy. Exit code 0: nothing
 * fails; 1: something does; 2: the doctor could not be started so.
 */
export async function startDoctor(args: readonly string[]): Promise<void> {
  try {
    const { values, positionals } = commandLine(args, { json: { type: 'boolean' }, token: { type: 'string' } }, USAGE);
    const mode = modeOf(positionals[0]);
    const token = values.token === '-' ? (await text(process.stdin)).trim() : values.token;
    const diagnosis = await diagnosed(mode, token);
    console.log(values.json === true ? JSON.stringify(diagnosis, null, 2) : spokenDiagnosis(diagnosis));
    process.exitCode = diagnosis.exitCode;
  } catch (error) {
    console.error(error instanceof ConfigurationError ? error.complaints.join('\n') : error);
    process.exitCode = CANNOT_RUN;
  }
}

/** Of the stored login, where there is one that can be used. */
async function keptToken(origin: string, outgoing: Outgoing): Promise<string | undefined> {
  const login = new KeptLogin(new LoginStore(loginFolder()), origin, outgoingFetch(outgoing));
  return login.ready().then(() => login.token, () => undefined);
}

async function diagnosed(runMode: ApplicationConfig['runMode'], given: string | undefined): Promise<Diagnosis> {
  try {
    const { apiKey, environment, isGiven } = doorSettings();
    const config = loadApplicationYml(isGiven ? { runMode, environment } : { runMode });
    const { endpoints } = new EndpointTable(config);
    const outgoing = new Outgoing(config);
    let surface: ReturnType<typeof servedSurface> | undefined;
    return await diagnose({ config, surroundings: surroundings(), endpoints, token: given ?? apiKey ?? await keptToken(config.publicOrigin, outgoing), reach: reachingBy(outgoing), proxyFor: (url) => outgoing.proxyFor(url), surface: () => (surface ??= servedSurface(config)) });
  } catch (error) {
    if (error instanceof ConfigurationError) return unusable(error.complaints);
    throw error;
  }
}
