import { SetMetadata } from '@nestjs/common';

/** Metadata key of routes that a global authentication guard must let through: they authenticate in their own way. */
export const PUBLIC_ROUTE = 'octoperf:public-route';

/** Marks a controller or a route as reachable without a bearer token. */
export const PublicRoute = (): ClassDecorator & MethodDecorator => SetMetadata(PUBLIC_ROUTE, true);
