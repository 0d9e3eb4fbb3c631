import type { XmlElement } from './xml-element.js';

const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Escapes as XStream does: five names, carriage returns and other control characters by number. */
function escaped(text: string, inAttribute: boolean): string {
  return text.replace(/[&<>"'\p{Cc}\ufffe\uffff]/gu, (character) => {
    if (!inAttribute && (character === '\n' || character === '\t')) return character;
    return REFERENCES[character] ?? `&#x${character.charCodeAt(0).toString(16)};`;
  });
}

/** Start of a tag; an attribute that stands twice is written once. */
function opening(element: XmlElement): string {
  const attributes = new Map([...element.attributes].reverse());
  return `<${element.tag}${[...attributes].reverse().map(([name, value]) => ` ${name}="${escaped(value, true)}"`).join('')}`;
}

function write(element: XmlElement, indent: string, lines: string[]): void {
  if (element.children.length === 0) {
    lines.push(element.text === '' && !element.tag.endsWith('stringProp') ? `${indent}${opening(element)}/>` : `${indent}${opening(element)}>${escaped(element.text, false)}</${element.tag}>`);
    return;
  }
  lines.push(`${indent}${opening(element)}>`);
  for (const child of element.children) write(child, `${indent}  `, lines);
  lines.push(`${indent}</${element.tag}>`);
}

/** The text of an XML file (UTF-8) in JMeter's layout: two spaces for each level, one property on a line. */
export function writeXml(root: XmlElement): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  write(root, '', lines);
  return `${lines.join('\n')}\n`;
}
