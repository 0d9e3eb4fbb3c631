import { BadRequestException, ConflictException, ForbiddenException, NotFoundException, NotImplementedException } from '@nestjs/common';

/** Longest stretch of a caller's own text repeated in a message. */
const SHOWN = 80;

/** A caller's text as a message may repeat it: short, on one line, quoted. */
export const quoted = (text: string): string => JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** The request cannot be served as it is; the sentence says what to change. */
export const badRequest = (sentence: string): BadRequestException => new BadRequestException(sentence);
/** Missing, or hidden from this caller: both read the same, so that nobody can probe for what others have. */
export const notFound = (sentence: string): NotFoundException => new NotFoundException(sentence);
export const forbidden = (sentence: string): ForbiddenException => new ForbiddenException(sentence);
/** Somebody else wrote in between: read again, then repeat. */
export const conflict = (sentence: string): ConflictException => new ConflictException(sentence);
/** OctoPerf has it, the embedded backend does not; the sentence says what to use instead. */
export const notBuilt = (sentence: string): NotImplementedException => new NotImplementedException(sentence);
