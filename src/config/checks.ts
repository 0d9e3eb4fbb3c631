import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, IsUrl, Max, Min, ValidateBy, ValidateNested } from 'class-validator';
import { isIP } from 'node:net';

/** What keys of the configuration are held to, in the words that their classes use. */
export const WEB = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };
/** A list of texts. */
export const strings = (): PropertyDecorator => (target, key) => {
  IsArray()(target, key);
  IsString({ each: true })(target, key);
};
/** A group of keys with a class of its own. */
export const nested = (type: () => new () => object): PropertyDecorator => (target, key) => {
  ValidateNested()(target, key);
  Type(type)(target, key);
};
/** A whole number within bounds, both included. */
export const amount = (min: number, max: number): PropertyDecorator => (target, key) => {
  IsInt()(target, key);
  Min(min)(target, key);
  Max(max)(target, key);
};
/** A list of addresses, ranges of them, or words for the ranges that are private. */
export const proxies = (): PropertyDecorator => (target, key) => {
  IsArray()(target, key);
  const defaultMessage = (): string => `${String(key)} must be addresses, ranges such as 10.0.0.0/8, or the words ${[...PRIVATE].join(', ')}`;
  ValidateBy({ name: 'proxies', validator: { validate: isRange, defaultMessage } }, { each: true })(target, key);
};
const PRIVATE: ReadonlySet<unknown> = new Set(['loopback', 'linklocal', 'uniquelocal']);
function isRange(value: unknown): boolean {
  if (PRIVATE.has(value)) return true;
  const [address = '', bits, ...more] = String(value).split('/');
  const version = isIP(address);
  return version !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)));
}
/** An http(s) address, or nothing. */
export const optionalUrl = (): PropertyDecorator => (target, key) => {
  IsOptional()(target, key);
  IsUrl(WEB)(target, key);
};
export const DAY_MS = 86_400_000;
export const TEN_GIB = 10_737_418_240;
