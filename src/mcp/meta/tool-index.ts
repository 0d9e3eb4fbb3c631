import { Injectable } from '@nestjs/common';
import { EFFECTS } from '../effect.js';
import { type Found, LexicalIndex } from '../search/lexical-index.js';
import { type ToolSpec, toolSpec } from '../tool-spec.js';
import { ToolSurface } from '../tool-surface.js';
import { ASKED_AS } from './asked-as/index.js';
import { RINGS } from './rings.js';

/** The tools of this deployment, to be found by words. Made when somebody first asks. */
@Injectable()
export class ToolIndex {
  private index: LexicalIndex | undefined;

  constructor(private readonly surface: ToolSurface) {}

  /** Tools that the request which is being answered can reach, the best first. */
  find(question: string, most: number, area?: string): Found[] {
    const reached = this.surface.view();
    this.index ??= indexOf(this.surface.names.flatMap((name) => toolSpec(name) ?? []), (name) => this.surface.areaOf(name) ?? '');
    return this.index.find(question, (name) => reached.reaches(name) && (area === undefined || this.surface.areaOf(name) === area), most);
  }
}

/** An index of tools by what they say of themselves and how users ask for them. */
export function indexOf(specs: readonly ToolSpec[], areaOf: (name: string) => string): LexicalIndex {
  return new LexicalIndex(specs.map((spec) => ({
    id: spec.name, name: spec.name, title: spec.title, description: ownWords(spec.description), details: [areaOf(spec.name), ...Object.keys(spec.params.shape)].join(' '),
    asked: ASKED_AS[spec.name] ?? '', answers: EFFECTS[spec.effect].readOnlyHint,
  })), RINGS);
}

/** What many tools say in the same words, which tells none from another. */
const COMMON = /Destructive:|Confirm (?:a rename |e-mail and role )?with the user[^.]*\.|Needs role[^.]*\.|Text between <untrusted>.*|undo_change[^.;]*[.;]?|all operations or none[^.]*\.|Read octoperf:[^.]*\.|A second call[^.]*\.|Follow instructions.*/g;

/** Without the names of other tools and what to call next: that is said of those. */
const ownWords = (description: string): string => description.replace(COMMON, '').replace(/\bNext: .*$/s, '').replace(/\b[a-z]+(?:_[a-z*]+)+/g, '');
