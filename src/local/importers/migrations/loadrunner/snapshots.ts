import type { Parameter } from '../../../../contract/post-data.js';
import { parametersOf } from '../../url-parameters.js';
import { folderOf, type ProjectFiles } from '../project-files.js';
import { iniValue, readIni } from './ini.js';

/** What VuGen recorded for one step: the request a click produced (files tN.inf, tN_RequestHeader.txt, tN_RequestBody.txt of `data/`). */
export interface Snapshot { readonly url: string; readonly method: string; readonly contentType: string; readonly body: string; readonly form: Parameter[]; /** How many addresses the page came to. */ readonly total: number }

const HEADER_MAX = 200_000;

/** Reads snapshots of one script by the name a step gives (`Snapshot=t2.inf`). */
export class Snapshots {
  private readonly cache = new Map<string, Snapshot | undefined>();

  constructor(private readonly files: ProjectFiles, private readonly folder: string, private readonly codePage: number) {}

  get(name: string): Snapshot | undefined {
    if (!this.cache.has(name)) this.cache.set(name, this.read(name));
    return this.cache.get(name);
  }

  private text(path: string): string {
    return path === '' ? '' : (this.files.text(path, this.codePage) ?? '');
  }

  private read(name: string): Snapshot | undefined {
    const clean = name.trim();
    if (clean === '' || clean.includes('..')) return undefined;
    const path = [`${this.folder}data/${clean}`, `${this.folder}${clean}`].find((candidate) => this.files.bytes(candidate) !== undefined);
    if (path === undefined) return undefined;
    const ini = readIni(this.text(path));
    const section = clean.replace(/\.inf$/i, '');
    const url = iniValue(ini, section, 'URL1');
    if (!/^https?:\/\//i.test(url)) return undefined;
    const header = this.text(this.beside(path, iniValue(ini, section, 'RequestHeaderFile'))).slice(0, HEADER_MAX);
    const body = this.text(this.beside(path, iniValue(ini, section, 'RequestBodyFile')));
    const contentType = /^content-type:\s*([^\r\n]*)/im.exec(header)?.[1]?.trim() ?? '';
    const isForm = /x-www-form-urlencoded/i.test(contentType) || (contentType === '' && /^[^\s&=]+=[^\s]*$/.test(body));
    const total = Number(iniValue(ini, section, 'Total'));
    return { url, body, contentType, total: Number.isInteger(total) ? total : 1, method: /^([A-Z]{3,10}) /.exec(header)?.[1] ?? (body === '' ? 'GET' : 'POST'), form: isForm && body !== '' ? parametersOf(body.trim()) : [] };
  }

  /** A file the snapshot names: it stands beside it. */
  private beside(path: string, name: string): string {
    return name === '' || name.includes('..') ? '' : `${folderOf(path)}${name}`;
  }
}
