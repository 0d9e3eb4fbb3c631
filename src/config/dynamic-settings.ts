import { IsArray, IsBoolean, Matches } from 'class-validator';
import { amount, optionalUrl } from './checks.js';

/** `GET /a/*`, `/a/**` or `tag:name`. */
const PATTERN = /^(?:(?:GET|POST|PUT|DELETE) )?\/\S*$|^tag:.+$/;
const patterns = (): PropertyDecorator => (target, key) => {
  IsArray()(target, key);
  Matches(PATTERN, { each: true, message: '$property must hold paths such as "GET /analysis/**" or "tag:name"' })(target, key);
};

/** Keys of `mcp.dynamic`. */
export class Dynamic {
  @IsBoolean() enabled!: boolean;
  @optionalUrl() openapiUrl?: string;
  @amount(1, 10_080) cacheMinutes!: number;
  @IsBoolean() preload!: boolean;
  @patterns() allow!: string[];
  @patterns() deny!: string[];
  @amount(1, 10_000) maxOperations!: number;
  @amount(1_000, 1_000_000) maxResultCharacters!: number;
}
