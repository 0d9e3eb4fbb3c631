/** A text as a JavaScript string: nothing in it can end the string, the line or an enclosing script element. */
export function scriptString(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029<]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A step of JMeter's WebDriver Sampler (language javascript) that opens one address and measures it as one sample. */
export function visitScript(url: string): string {
  return ['WDS.sampleResult.sampleStart();', `WDS.browser.get(${scriptString(url)});`, 'WDS.sampleResult.sampleEnd();'].join('\n');
}
