import { SetMetadata } from '@nestjs/common';

/** Metadata key of routes that a global authentication guard must let through: they authenticate in their own way. */
export const PUBLIC_ROUTE = 'octoperf:public-route';
/** How such a route knows its caller: not at all, by a bearer token it reads itself, by the session of a page, by the token of a load agent. */
export type Proof = 'none' | 'bearer' | 'session' | 'agent';

/** Marks a controller or a route as reachable past the global guard. @param proof what it asks for instead */
export const PublicRoute = (proof: Proof = 'none'): ClassDecorator & MethodDecorator => SetMetadata(PUBLIC_ROUTE, proof);
