import { elementName } from '../../clean-text.js';
import type { ImportJob, Place } from '../import-job.js';
import { textField } from '../node-fields.js';
import { classOf, testNameOf, valueOf, type PlanElement } from '../plan-element.js';
import { optional, text, written, type Codec, type Fields } from './codec.js';

/** Where a script element keeps its parts; the three families of JMeter name them differently. */
interface Names { readonly language: string | undefined; readonly script: string; readonly parameters: string; readonly filename: string }

const BEAN: Names = { language: 'scriptLanguage', script: 'script', parameters: 'parameters', filename: 'filename' };
const BEANSHELL_BEAN: Names = { ...BEAN, language: undefined };
const BEANSHELL: Names = { language: undefined, script: 'BeanShellSampler.query', parameters: 'BeanShellSampler.parameters', filename: 'BeanShellSampler.filename' };
const BSF: Names = { language: 'BSFSampler.language', script: 'BSFSampler.query', parameters: 'BSFSampler.parameters', filename: 'BSFSampler.filename' };

function fieldsOf(element: PlanElement, names: Names, job: ImportJob, place: Place): Fields {
  const value = (name: string): string => valueOf(element.xml, name) ?? '';
  const path = value(names.filename);
  const filename = path === '' ? '' : job.file(path, element.xml, place.names);
  const language = names.language === undefined ? 'beanshell' : value(names.language) || 'groovy';
  return { name: elementName(testNameOf(element.xml), ''), language, script: value(names.script), parameters: value(names.parameters), filename };
}

/** A script element: nothing of it is run or read at import. */
function scripted(testClass: string, gui: string, type: string, names: Names, nests: boolean): Codec {
  return {
    classes: [testClass], type, nests,
    read: (element, job, place) => fieldsOf(element, names, job, place),
    // A BeanShell element has no language to change.
    expresses: (node) => names.language !== undefined || textField(node, 'language') === 'beanshell',
    write: (node) => written(node, testClass, gui, [
      ...(names.language === undefined ? [] : [text(names.language, textField(node, 'language', 'groovy'))]),
      optional(names.parameters, textField(node, 'parameters')), optional(names.filename, textField(node, 'filename')), text(names.script, textField(node, 'script')),
    ]),
  };
}

export const SCRIPTS: readonly Codec[] = [
  scripted('JSR223Sampler', 'TestBeanGUI', 'JSR223Action', BEAN, true),
  scripted('BeanShellSampler', 'BeanShellSamplerGui', 'JSR223Action', BEANSHELL, true),
  scripted('BSFSampler', 'BSFSamplerGui', 'JSR223Action', BSF, true),
  scripted('JSR223PreProcessor', 'TestBeanGUI', 'JSR223PreProcessor', BEAN, false),
  scripted('BeanShellPreProcessor', 'TestBeanGUI', 'JSR223PreProcessor', BEANSHELL_BEAN, false),
  scripted('BSFPreProcessor', 'TestBeanGUI', 'JSR223PreProcessor', BEAN, false),
  scripted('JSR223PostProcessor', 'TestBeanGUI', 'JSR223PostProcessor', BEAN, false),
  scripted('BeanShellPostProcessor', 'TestBeanGUI', 'JSR223PostProcessor', BEANSHELL_BEAN, false),
  scripted('BSFPostProcessor', 'TestBeanGUI', 'JSR223PostProcessor', BEAN, false),
];

const WEB_DRIVER = 'com.googlecode.jmeter.plugins.webdriver.sampler.WebDriverSampler';

/** The WebDriver sampler of the Selenium plugin (jmeter-plugins-webdriver). */
export const webDriver: Codec = {
  classes: ['WebDriverSampler'], type: 'WebDriverAction', nests: false,
  read(element, job, place) {
    if (element.children.length > 0 || classOf(element.xml) !== 'WebDriverSampler') return undefined;
    job.note('changed', element.xml, place.names, 'browser scripts run in Virtual Users of type WEB_DRIVER, not among HTTP requests');
    const value = (name: string): string => valueOf(element.xml, `WebDriverSampler.${name}`) ?? '';
    return { name: elementName(testNameOf(element.xml), ''), script: value('script'), language: value('language') || 'javascript', parameters: value('parameters') };
  },
  write: (node) => written(node, WEB_DRIVER, 'com.googlecode.jmeter.plugins.webdriver.sampler.gui.WebDriverSamplerGui', [
    text('WebDriverSampler.script', textField(node, 'script')), text('WebDriverSampler.parameters', textField(node, 'parameters')), text('WebDriverSampler.language', textField(node, 'language', 'javascript')),
  ]),
};
