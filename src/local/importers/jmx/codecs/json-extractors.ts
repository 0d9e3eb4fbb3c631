import type { ActionNode } from '../../../../contract/actions.js';
import { textField } from '../node-fields.js';
import { valueOf } from '../plan-element.js';
import { text, type Codec, type Fields } from './codec.js';
import { extractor, matchNumberOf, scopeOf, scopeUnit } from './extractors.js';

const SEPARATOR = ';';

/**
 * `JSON Extractor`: several variables in one element, joined by `;`, become as many nodes. A list that is shorter than the names
 * gives its last texts empty; JMeter refuses such an element, so nothing is lost.
 */
export const jsonExtractor: Codec = {
  classes: ['JSONPostProcessor'], type: 'JsonVariableExtractor', nests: false,
  read(element, job, place) {
    const applyTo = scopeOf(element, 'Sample.scope');
    if (applyTo === undefined) return undefined;
    const value = (name: string): string => valueOf(element.xml, `JSONPostProcessor.${name}`) ?? '';
    const names = value('referenceNames').split(SEPARATOR);
    const lists = [value('jsonPathExprs'), value('match_numbers'), value('defaultValues')].map((list) => (names.length === 1 ? [list] : list.split(SEPARATOR)));
    const [paths = [], numbers = [], defaults = []] = lists;
    return names.map((name, at): Fields => ({ name: name.trim(), applyTo, path: paths[at]?.trim() ?? '', matchNumber: matchNumberOf(numbers[at], element, job, place), defaultValue: defaults[at] ?? '' }));
  },
  write(node, _writing, followers) {
    const nodes = [node, ...followers];
    const joined = (field: string, absent = ''): string => nodes.map((one: ActionNode) => textField(one, field, absent)).join(SEPARATOR);
    const defaults = joined('defaultValue');
    return extractor(node, 'JSONPostProcessor', 'JSONPostProcessorGui', [
      text('JSONPostProcessor.referenceNames', joined('name')), text('JSONPostProcessor.jsonPathExprs', joined('path')), text('JSONPostProcessor.match_numbers', joined('matchNumber', '1')),
      text('JSONPostProcessor.defaultValues', nodes.every((one) => textField(one, 'defaultValue') === '') && nodes.length === 1 ? '' : defaults), scopeUnit(node),
    ]);
  },
};

/** Parts of a JSONPath that can match more than once. */
const SEVERAL = /\.\.|\*|\?\(|\[[^\]'"]*[,:]/;

/** The JSON/YAML path extractor of jmeter-plugins: JSON bodies only, the variable of a list is not reproduced. */
export const jsonPathPlugin: Codec = {
  classes: ['JSONPathExtractor'], type: 'JsonVariableExtractor', nests: false,
  read(element, job, place) {
    const value = (name: string): string => valueOf(element.xml, name) ?? '';
    if (value('SUBJECT') === 'VAR' || (value('SUBJECT') === '' && value('VARIABLE') !== '')) return undefined;
    if (value('INPUT_FORMAT') === 'YAML') job.note('changed', element.xml, place.names, 'the body is read as JSON, not as YAML');
    const several = SEVERAL.test(value('JSONPATH'));
    if (several) job.note('changed', element.xml, place.names, 'all matches are numbered (name_1, name_2, name_matchNr); the plugin also sets the name itself to the whole list');
    return { name: value('VAR'), applyTo: 'REQUEST_ONLY', path: value('JSONPATH'), matchNumber: several ? -1 : 1, defaultValue: value('DEFAULT') };
  },
  expresses: (node) => textField(node, 'applyTo') === 'REQUEST_ONLY' && textField(node, 'matchNumber') === (SEVERAL.test(textField(node, 'path')) ? '-1' : '1'),
  write: (node) => extractor(node, 'com.atlantbh.jmeter.plugins.jsonutils.jsonpathextractor.JSONPathExtractor', 'com.atlantbh.jmeter.plugins.jsonutils.jsonpathextractor.gui.JSONPathExtractorGui', [
    text('VAR', textField(node, 'name')), text('JSONPATH', textField(node, 'path')), text('DEFAULT', textField(node, 'defaultValue')),
  ]),
};
