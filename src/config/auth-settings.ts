import { IsIn } from 'class-validator';
import { amount, strings } from './checks.js';

/** What a proven caller may do, and what else proves one (`auth`). */
export class Auth {
  @IsIn(['off', 'on']) scopes!: 'off' | 'on';
  @strings() initialScopes!: string[];
  @IsIn(['off', 'on']) apiKeys!: 'off' | 'on';
  @amount(1, 3600) apiKeyCacheSeconds!: number;
}
