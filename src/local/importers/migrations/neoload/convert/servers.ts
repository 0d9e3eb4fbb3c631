import type { MigratedServer } from '../../migration-result.js';
import type { NeoloadServer } from '../model.js';
import type { ProjectContext } from './context.js';

const isBasic = ({ scheme }: NonNullable<NeoloadServer['credentials']>): boolean => scheme.toLowerCase() === 'basic';

/** Whether a NeoLoad server is the one a draft stands for; ports may be variables there, never here. */
function matches({ host, port, https }: NeoloadServer, draft: { protocol: string; hostname: string; port: number }, texts: ProjectContext['texts']): boolean {
  const number = Number(port);
  const expected = Number.isInteger(number) && number > 0 ? number : https ? 443 : 80;
  return texts.of(host).toLowerCase() === draft.hostname.toLowerCase() && draft.protocol === (https ? 'HTTPS' : 'HTTP') && expected === draft.port;
}

/**
 * The servers requests go to, with the user and scheme of their credentials; the password stays behind and is reported
 * (behaviour.md §30.5, documented). A scheme other than Basic is reported and not attached.
 */
export function convertServers(known: readonly NeoloadServer[], { drafts, findings, texts }: ProjectContext): MigratedServer[] {
  return drafts.list().map((draft) => {
    const source = known.find((server) => server.credentials !== undefined && matches(server, draft, texts));
    if (source?.credentials === undefined) return { ...draft, authorizations: [] };
    const { user, scheme, domain, password } = source.credentials;
    if (password === '' || !isBasic(source.credentials)) findings.add({ kind: 'SERVER_CREDENTIALS', marker: user, facts: { '@type': 'NeoLoadCredentialsFacts', server: source.id, scheme, user } });
    return { ...draft, authorizations: isBasic(source.credentials) ? [{ type: 'BASIC', basePath: '/', username: texts.of(user), password: texts.of(password), domain }] : [] };
  });
}
