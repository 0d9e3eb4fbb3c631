import { Injectable } from '@nestjs/common';
import { ApplicationConfig } from '../../config/application-config.js';

/** How much of an operation's answer is passed on, as the operator wants it. */
@Injectable()
export class ResultLimit {
  readonly characters: number;

  constructor({ mcp: { dynamic } }: ApplicationConfig) { this.characters = dynamic.maxResultCharacters; }
}
