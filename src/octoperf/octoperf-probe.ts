import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { firstValueFrom } from 'rxjs';
import { ApplicationConfig } from '../config/application-config.js';
import { EndpointTable } from './endpoint-table.js';

const PROBE_TIMEOUT_MS = 3_000;

/** Asks the REST API for something it refuses without a token: any answer below 500 proves that it is there. */
@Injectable()
export class OctoperfProbe {
  constructor(private readonly http: HttpService, private readonly config: ApplicationConfig, private readonly endpoints: EndpointTable) {}

  /** False where the API is away or failing. */
  async answers(): Promise<boolean> {
    const { status } = await firstValueFrom(this.http.get(this.config.apiUrl + this.endpoints.locate('currentUser', {}).path, { timeout: PROBE_TIMEOUT_MS }));
    return status < 500;
  }
}
