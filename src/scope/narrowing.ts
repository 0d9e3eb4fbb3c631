import type { RequestHandler } from 'express';
import { currentRequest } from './request-scope.js';
import { narrowedByHeaders, surfaceOfPath } from './requested-surface.js';

/**
 * Notes which part of the server a request asks for, by path and headers, and passes it on under the path of the endpoint itself: router,
 * guard and transport know one path. To be mounted on that path, behind what gives the request its scope and before everything that
 * judges it. What is no path of this grammar goes on as it came.
 */
export const narrowing: RequestHandler = (request, _response, next) => {
  const scope = currentRequest();
  const surface = surfaceOfPath(request.path);
  if (scope !== undefined && surface !== undefined) {
    scope.surface = narrowedByHeaders(surface, request.headers);
    if (surface.path !== '') request.url = `/${request.url.slice(request.path.length)}`;
  }
  next();
};
