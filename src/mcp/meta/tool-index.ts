import { Injectable } from '@nestjs/common';
import { LexicalIndex } from '../search/lexical-index.js';
import { type ToolSpec, toolSpec } from '../tool-spec.js';
import { ToolSurface } from '../tool-surface.js';
import { ASKED_AS } from './asked-as.js';
import { USER_WORDS } from './user-words.js';

/** The tools of this deployment, to be found by words. Made when somebody first asks. */
@Injectable()
export class ToolIndex {
  private index: LexicalIndex | undefined;

  constructor(private readonly surface: ToolSurface) {}

  /** Names of tools that the request which is being answered can reach, the best first. */
  find(question: string, most: number, area?: string): string[] {
    const reached = this.surface.view();
    this.index ??= indexOf(this.surface.names.flatMap((name) => toolSpec(name) ?? []), (name) => this.surface.areaOf(name) ?? '');
    return this.index.find(question, (name) => reached.reaches(name) && (area === undefined || this.surface.areaOf(name) === area), most).map(({ id }) => id);
  }
}

/** An index of tools by what they say of themselves. */
export function indexOf(specs: readonly ToolSpec[], areaOf: (name: string) => string): LexicalIndex {
  return new LexicalIndex(specs.map((spec) => ({
    id: spec.name, name: spec.name, title: spec.title, description: ownWords(spec.description), details: [areaOf(spec.name), ...Object.keys(spec.params.shape)].join(' '), asked: ASKED_AS[spec.name] ?? '',
  })), USER_WORDS);
}

/** Without the names of other tools and what to call next: that is said of those. */
const ownWords = (description: string): string => description.replace(/\bNext: .*$/s, '').replace(/\b[a-z]+(?:_[a-z*]+)+/g, '');
