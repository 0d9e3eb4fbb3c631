/** A picture as a tool shows it. */
export interface Picture { readonly data: Uint8Array; readonly mimeType: 'image/png' }

/**
 * What a tool returns that answers with a picture: the picture and its caption stand in the content, the result in the structure as of
 * any tool. `forView` reaches the tool's view only (`_meta`, which hosts do not show to the model).
 */
export class Illustrated<R> {
  constructor(readonly result: R, readonly picture: Picture, readonly caption: string, readonly forView: Readonly<Record<string, unknown>> = {}) {}
}
