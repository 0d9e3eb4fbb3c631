import type { DockerProvider } from '../../../../contract/provider.js';
import { badRequest, quoted } from '../../refusals.js';

/** The place local load comes from: this machine. Public, so that every workspace can use it (octoperf-rest-api.md §5.7 for the shape). */
export const LOCAL_PROVIDER: DockerProvider = {
  id: 'local-engine-provider',
  name: 'Local engine',
  enabled: true,
  type: 'PUBLIC',
  driver: 'LOCAL',
  regions: { local: { label: 'This machine', latitude: 0, longitude: 0 } },
};
export const LOCAL_LOCATION = 'local';

/** 400 listing the usable places (behaviour.md §16.5) where a provider or location is not one of them. */
export function requireLocation(providerId: string, location: string): void {
  if (providerId === LOCAL_PROVIDER.id && Object.hasOwn(LOCAL_PROVIDER.regions, location)) return;
  const wrong = providerId === LOCAL_PROVIDER.id ? `location ${quoted(location)}` : `provider ${quoted(providerId)}`;
  throw badRequest(`There is no ${wrong} that this workspace can use. Usable: providerId "${LOCAL_PROVIDER.id}" (${LOCAL_PROVIDER.name}) with location "${LOCAL_LOCATION}".`);
}
