import { IsArray, Matches } from 'class-validator';
import { amount } from './checks.js';

/** `files.example.com`, `.example.com`, `10.0.0.7:8443`, `[fd00::7]`, each also behind `http://` or `https://`. */
const HOST = /^(?:https?:\/\/)?(?:\.?[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** Keys of `imports`: what this server may fetch where a caller names a URL. */
export class Imports {
  @IsArray() @Matches(HOST, { each: true, message: '$property must hold hosts such as files.example.com, .example.com (what is below it), 10.0.0.7:8443 or http://files.example.com; without a path, and without *' }) allowedUrlHosts!: string[];
  @amount(100, 60_000) urlConnectTimeoutMs!: number;
  @amount(1_000, 600_000) urlTimeoutMs!: number;
}
