/** What a user asks for, and the tools that answer it: any of them counts. */
export interface Question { readonly asked: string; readonly right: readonly string[] }

export const q = (asked: string, ...right: string[]): Question => ({ asked, right });
