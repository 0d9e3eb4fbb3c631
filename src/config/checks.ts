import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, IsUrl, Max, Min, ValidateNested } from 'class-validator';

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
/** An http(s) address, or nothing. */
export const optionalUrl = (): PropertyDecorator => (target, key) => {
  IsOptional()(target, key);
  IsUrl(WEB)(target, key);
};
export const DAY_MS = 86_400_000;
export const TEN_GIB = 10_737_418_240;
