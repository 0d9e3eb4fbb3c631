import { AgentError } from '../errors/agent-error.js';
import { OutageError } from '../errors/outage-error.js';
import type { ForeignFileError, ForeignTrouble } from '../outgoing/foreign/foreign-file-error.js';

const BY_HAND = 'Or fetch the file where you run, and upload it with the import tool of its format.';
type Words = (error: ForeignFileError) => Error;
const agent = (what: string, next: string, retry: 'after-fixing' | 'never' = 'after-fixing'): Error => new AgentError(what, next, { retry });
/** `from example.com`, or nothing where no host is known. */
const at = ({ host }: ForeignFileError): string => (host === '' ? 'The server of the URL' : host);

/** Whether the agent can do something about it, and what. Bodies, paths, addresses and failures of the other server are left out. */
const WORDS: Readonly<Record<ForeignTrouble, Words>> = {
  'off': () => agent('This server fetches no URLs.', BY_HAND, 'never'),
  'address': ({ host }) => agent(host === '' ? 'The url is no http or https address.' : `${host} leads on to something that is no http or https address.`, 'Give the https address of the file itself.'),
  'account': () => agent('A url with a user name or password in it is not fetched.', 'Leave them out: the file must be readable without signing in. Tell the user that the password was in the call.'),
  'not-listed': ({ host, detail }) => agent(`${host} is not among the hosts that files may be imported from (${String(detail)}); the scheme is https and the port the usual one unless listed otherwise.`, `Use an address there, or ask the operator to add the host to imports.allowed-url-hosts. ${BY_HAND}`),
  'inside': (error) => agent(`${at(error)} leads to an address that is not public, and is not fetched.`, `If it is meant to be, the operator lists the address itself in imports.allowed-url-hosts beside the name. ${BY_HAND}`, 'never'),
  'no-name': (error) => agent(`The name ${at(error)} cannot be resolved from this server.`, `Check the host in url. ${BY_HAND}`),
  'certificate': (error) => agent(`The certificate of ${at(error)} is not trusted by this server.`, `The operator adds a private authority with NODE_EXTRA_CA_CERTS. ${BY_HAND}`, 'never'),
  'redirects': (error) => agent(`${at(error)} redirects more often than the ${error.detail} times that are followed.`, 'Give the address that the redirects end at.'),
  'refused': (error) => agent(`${at(error)} answered HTTP ${error.detail} for this url.`, error.detail === 404 || error.detail === 410 ? 'Check the path.' : 'The file must be readable without signing in: nothing is sent that proves anybody. A link that carries its own permission, and has not expired, works.'),
  'no-file': (error) => agent(`${at(error)} answered HTTP ${error.detail} and no file.`, 'Give the address of the file itself.'),
  'too-large': (error) => agent(`The file is larger than the ${error.detail} bytes that an import takes.`, 'Record a shorter scenario, or without images and media; or ask the operator to raise mcp.file-source-max-bytes.'),
  'encoding': (error) => agent(`${at(error)} sends the file in a content coding that cannot be read, or not as it says.`, `Give an address that answers the file plain. ${BY_HAND}`),
  'failing': (error) => new OutageError(`${at(error)} failed to answer.`, { next: 'If it persists, tell the user that this host needs attention.' }),
  'unreachable': (error) => new OutageError(`${at(error)} cannot be reached from this server.`, { next: `Files of URLs are fetched directly, never through a proxy. ${BY_HAND}` }),
  'slow': (error) => new OutageError(`${at(error)} did not send the file in time.`, { next: `A large file may take longer than this server waits (imports.url-timeout-ms). ${BY_HAND}` }),
  'broke-off': (error) => new OutageError(`${at(error)} broke off before the file was whole.`, { next: 'If it persists, check the file with the user.' }),
  'busy': (error) => new OutageError(`This server fetches ${error.detail} files already.`, { next: 'Call again in ten seconds.' }),
};

/** The trouble as an agent should read it. */
export const urlTroubleInWords = (error: ForeignFileError): Error => WORDS[error.trouble](error);
