import { Injectable } from '@nestjs/common';
import { ApplicationConfig } from '../config/application-config.js';
import { ConfigurationError } from '../config/configuration-error.js';
import { nearestOf } from '../config/key-names.js';
import { type Endpoint, type EndpointName, ENDPOINTS, expandPath } from '../contract/endpoints.js';

/** The REST paths in force: the contract's, with the operator's overrides (`octoperf.endpoints`). */
@Injectable()
export class EndpointTable {
  readonly endpoints: Readonly<Record<EndpointName, Endpoint>>;

  /** Throws ConfigurationError where an override names no endpoint or loses a placeholder. */
  constructor(config: ApplicationConfig) {
    const overrides = config.octoperf.endpoints;
    const complaints = Object.entries(overrides).flatMap(([name, path]) => complaintAbout(name, path));
    if (complaints.length > 0) throw new ConfigurationError(complaints);
    this.endpoints = Object.fromEntries(Object.entries(ENDPOINTS).map(([name, endpoint]) => [name, { ...endpoint, path: overrides[name] ?? endpoint.path }])) as Record<EndpointName, Endpoint>;
  }

  /** Whether a path template is that of an endpoint, whatever its placeholders are called. */
  covers(method: string, template: string): boolean {
    return Object.values(this.endpoints).some((endpoint) => endpoint.method === method && unnamed(endpoint.path) === unnamed(template));
  }

  /** Method, filled path, and the template it was filled from. */
  locate(name: EndpointName, values: Readonly<Record<string, string | number>>): { method: Endpoint['method']; path: string; route: string } {
    const { method, path: route } = this.endpoints[name];
    return { method, path: expandPath(route, values), route };
  }
}

const unnamed = (template: string): string => template.replace(/\{[^}]*\}/g, '{}').replace(/\/$/, '');

function complaintAbout(name: string, path: unknown): string[] {
  const key = `octoperf.endpoints.${name}`;
  if (!Object.hasOwn(ENDPOINTS, name)) return [`${key}: no such endpoint; the nearest is ${nearestOf(name, Object.keys(ENDPOINTS)) ?? 'none'}`];
  if (typeof path !== 'string' || !path.startsWith('/')) return [`${key}: must be a path starting with / (found ${JSON.stringify(path)})`];
  const known = new Set([...ENDPOINTS[name as EndpointName].path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
  const unknown = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).filter((placeholder) => !known.has(placeholder));
  return unknown.length > 0 ? [`${key}: {${unknown.join('}, {')}} cannot be filled; this endpoint offers ${[...known].map((placeholder) => `{${placeholder}}`).join(', ') || 'no placeholder'}`] : [];
}
