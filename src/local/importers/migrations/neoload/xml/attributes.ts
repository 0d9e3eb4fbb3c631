import { attributeOf, type XmlElement } from '../../../jmx/xml-element.js';
import { wholeNumber } from '../../text-shapes.js';

/** Attribute as text; the fallback where it is missing or empty. */
export const textOf = (element: XmlElement, name: string, fallback = ''): string => {
  const value = attributeOf(element, name);
  return value === undefined || value === '' ? fallback : value;
};
export const isTrue = (element: XmlElement, name: string, fallback = false): boolean => {
  const value = attributeOf(element, name);
  return value === undefined ? fallback : value === 'true';
};
export const wholeOf = (element: XmlElement, name: string, fallback: number): number => wholeNumber(attributeOf(element, name), fallback);
/** NeoLoad names an element by `name`, or by its id where it has no other (Virtual Users, servers, populations). */
export const nameOf = (element: XmlElement): string => textOf(element, 'name', textOf(element, 'uid', element.tag));
/** `<description>` of an element. */
export const descriptionOf = (element: XmlElement): string => element.children.find(({ tag }) => tag === 'description')?.text.trim() ?? '';
