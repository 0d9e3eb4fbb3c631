import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { notFound, quoted } from '../api/refusals.js';
import { PublicRoute } from '../idp/public-route.js';
import { ASSETS } from './assets.js';

/** Scripts and styles: the same for everybody, so that they may be kept for a year. */
@Controller('ui/assets')
@PublicRoute()
export class AssetsController {
  @Get(':version/:name')
  send(@Param('version') version: string, @Param('name') name: string, @Req() request: Request, @Res() response: Response): void {
    const asset = version === ASSETS.version ? ASSETS.find(name) : undefined;
    if (asset === undefined) throw notFound(`There is no file ${quoted(name)} of this version.`);
    const packed = (request.headers['accept-encoding'] ?? '').toString().includes('gzip');
    response.setHeader('content-type', asset.type);
    response.setHeader('cache-control', 'public, max-age=31536000, immutable');
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    response.setHeader('vary', 'accept-encoding');
    if (packed) response.setHeader('content-encoding', 'gzip');
    response.status(200).end(packed ? asset.packed : asset.bytes);
  }
}
