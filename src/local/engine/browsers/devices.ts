import { createRequire } from 'node:module';

/** Whether a device is none that Playwright knows; an empty name is the usual desktop. Its list is loaded only where one is named. */
export function unknownDevice(name: string): boolean {
  if (name === '') return false;
  const { devices } = createRequire(import.meta.url)('playwright-core') as { devices: object };
  return !Object.hasOwn(devices, name);
}
