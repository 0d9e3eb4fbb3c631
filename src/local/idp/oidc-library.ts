/** The only door to oidc-provider. The order of the two lines matters: the notices are silenced before the library loads. */
import './library-notices.js';

export { default as Provider, errors } from 'oidc-provider';
export type { Adapter, AdapterPayload, Client, Configuration, Interaction, KoaContextWithOIDC } from 'oidc-provider';
