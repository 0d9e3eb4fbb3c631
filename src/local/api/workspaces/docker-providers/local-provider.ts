import type { DockerProvider } from '../../../../contract/provider.js';

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
/** The agent inside the backend: the name that its figures carry as injectorId. */
export const LOCAL_AGENT = 'local-1';
