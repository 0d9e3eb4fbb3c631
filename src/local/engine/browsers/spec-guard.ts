import childProcess, { ChildProcess } from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import nodeModule, { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import wasi from 'node:wasi';
import workerThreads from 'node:worker_threads';
import { AllowedHosts } from '../http/allowed-hosts.js';
import type { GuardSettings } from './spec-process.js';

/**
 * Loaded before anything else into every process that plays what people wrote, and into the host that their browser hangs on. Node's permission model keeps the disk; this keeps
 * the network, other processes and other threads: what is left are the built-in modules with their dangerous doors locked, from the
 * handles of the network upwards, so that it does not matter by which of the modules a connection is asked for.
 */
const settings = JSON.parse(new URL(import.meta.url).searchParams.get('settings') ?? '{"hosts": []}') as GuardSettings;

class Refused extends Error {
  readonly code = 'ERR_ACCESS_DENIED';
}
const refuse = (what: string) => (): never => { throw new Refused(`${what} is not possible in a browser script: it runs in a locked process.`); };
const lock = (object: object, name: string, value: unknown): void => { Object.defineProperty(object, name, { value, writable: false, configurable: false, enumerable: true }); };
const refusingClass = (what: string): unknown => class { constructor() { refuse(what)(); } };

// Network ------------------------------------------------------------------------------------------------------------------
const hosts = new AllowedHosts(settings.hosts);
const resolved = new Set<string>();
const EACCES = -13;
const isReachable = (address: unknown): boolean => typeof address === 'string' && (resolved.has(address) || hosts.refusal(address) === undefined || /^(::1|::ffff:127\.\d+\.\d+\.\d+)$/.test(address));

type Handle = Record<string, (...values: unknown[]) => unknown>;
function handleOf(target: net.NetConnectOpts): Handle {
  const socket = new net.Socket().on('error', () => undefined);
  socket.connect(target);
  const handle = (socket as unknown as { _handle: object })._handle;
  socket.destroy();
  return Object.getPrototypeOf(handle) as Handle;
}
function guardHandle(prototype: Handle, method: string, isAllowed: (...values: unknown[]) => boolean): void {
  const original = prototype[method];
  if (original === undefined) return;
  lock(prototype, method, function guarded(this: unknown, ...values: unknown[]) { return isAllowed(...values) ? Reflect.apply(original, this, values) : EACCES; });
}
const tcp = handleOf({ host: '127.0.0.1', port: 9 });
for (const method of ['connect', 'connect6']) guardHandle(tcp, method, (_request, address) => isReachable(address));
for (const method of ['bind', 'bind6']) guardHandle(tcp, method, (address) => isReachable(address));
// Sockets in the file system are doors to services of the machine.
guardHandle(handleOf({ path: '/nowhere' }), 'connect', () => false);

type Found = string | readonly { readonly address: string }[];
const remember = (found: Found | undefined): void => { for (const address of typeof found === 'string' ? [found] : found ?? []) resolved.add(typeof address === 'string' ? address : address.address); };
const hostRefusal = (name: unknown): Refused | undefined => {
  const sentence = hosts.refusal(String(name).replace(/^(?=.*:)(.*)$/, '[$1]'));
  return sentence === undefined ? undefined : new Refused(sentence);
};
const lookup = dns.lookup as (...values: unknown[]) => unknown;
lock(dns, 'lookup', (name: unknown, ...rest: unknown[]) => {
  const callback = rest.at(-1) as (error: Error | null, ...found: unknown[]) => void;
  const refused = hostRefusal(name);
  if (refused !== undefined) { process.nextTick(callback, refused); return {}; }
  return lookup(name, ...rest.slice(0, -1), (error: Error | null, found?: Found, ...more: unknown[]) => { remember(found); callback(error, found, ...more); });
});
const promised = dns.promises.lookup as unknown as (...values: unknown[]) => Promise<Found | { address: string }>;
lock(dns.promises, 'lookup', async (name: unknown, ...rest: unknown[]) => {
  const refused = hostRefusal(name);
  if (refused !== undefined) throw refused;
  const found = await promised(name, ...rest);
  remember(typeof found === 'object' && 'address' in found ? found.address : found);
  return found;
});
// Questions to name servers carry texts away, too.
for (const module of [dns, dns.promises] as object[]) {
  for (const name of Object.keys(module)) if (/^(resolve|reverse|lookupService|setServers)/.test(name)) lock(module, name, refuse(`dns.${name}`));
  lock(module, 'Resolver', refusingClass('dns.Resolver'));
}
lock(dgram, 'createSocket', refuse('dgram.createSocket'));
lock(dgram, 'Socket', refusingClass('dgram.Socket'));

// Processes and threads ----------------------------------------------------------------------------------------------------
interface SpawnOptions { file: string; args: string[]; envPairs: string[]; [option: string]: unknown }

function lockProcess(): void {
  const mine = new Set<number>([process.pid]);
  const spawn = Reflect.get(ChildProcess.prototype, 'spawn') as (this: ChildProcess, options: SpawnOptions) => unknown;
  lock(ChildProcess.prototype, 'spawn', function guarded(this: ChildProcess, options: SpawnOptions) {
    const { worker } = settings;
    // Playwright's own worker, and started as we say, not as the options do.
    if (worker === undefined || options.file !== process.execPath) return refuse('Starting a process')();
    const entry = worker.entries.find((path) => options.args.includes(path));
    if (entry === undefined) return refuse('Starting a process')();
    const kept = options.envPairs.filter((pair) => !/^(NODE_|LD_|DYLD_|OPENSSL_)/.test(pair));
    const result = Reflect.apply(spawn, this, [{ ...options, args: [process.execPath, ...worker.arguments, entry], envPairs: kept, detached: false, uid: undefined, gid: undefined, shell: false }]);
    if (this.pid !== undefined) mine.add(this.pid);
    return result;
  });
  for (const name of ['spawnSync', 'execSync', 'execFileSync']) lock(childProcess, name, refuse('Starting a process'));
  const end = process.kill.bind(process);
  lock(process, 'kill', (pid: number, signal?: string | number) => (mine.has(Math.abs(pid)) ? end(pid, signal) : refuse('Ending another process')()));
  if (settings.threads !== true || !workerThreads.isMainThread) lock(workerThreads, 'Worker', refusingClass('A worker thread'));
  lock(wasi, 'WASI', refusingClass('WASI'));
  for (const name of ['binding', '_linkedBinding', 'dlopen', 'execve', 'setuid', 'setgid', 'initgroups', 'setgroups']) if (name in process) lock(process, name, refuse(`process.${name}`));
  if (process.report as unknown !== undefined) lock(process.report, 'writeReport', refuse('A report'));
  // Loader hooks run in a thread where none of this is in place: Playwright's own are let through.
  const register = nodeModule.register as ((...values: unknown[]) => unknown) | undefined;
  if (register !== undefined) {
    lock(nodeModule, 'register', (specifier: unknown, ...rest: unknown[]) => (settings.loaders?.includes(String(specifier)) === true ? register(specifier, ...rest) : refuse('A loader')()));
  }
}
if (settings.host !== true) lockProcess();

// Disk: what may not be read is not there ------------------------------------------------------------------------------------
const exists = fs.existsSync;
lock(fs, 'existsSync', (path: fs.PathLike) => {
  try {
    return exists(path);
  } catch {
    return false;
  }
});
syncBuiltinESMExports();
