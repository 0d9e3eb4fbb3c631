/** The colours of all pages, light and dark, as CSS variables: one mood from the sign-in to the report. */
export const PALETTE = `
:root{color-scheme:light dark;--page:#f3f5f8;--card:#fff;--ink:#16202e;--soft:#556274;--line:#d4dae3;--field:#fff;--field-line:#7b8798;--accent:#0b6b74;--accent-ink:#fff;--accent-hover:#085158;--wash:#e7f2f3;--bad:#a8201a;--bad-wash:#fdeeed;--warn:#7a4b00;--warn-wash:#fff4dd;--good:#1b6b3a}
@media (prefers-color-scheme:dark){:root{--page:#0f141b;--card:#18202a;--ink:#e8edf4;--soft:#a3b0c2;--line:#2d3947;--field:#10161e;--field-line:#718096;--accent:#4fc3cc;--accent-ink:#06262a;--accent-hover:#7fd8df;--wash:#16323a;--bad:#ff9d96;--bad-wash:#3a1a1c;--warn:#f5c86b;--warn-wash:#35290f;--good:#7fd6a0}}
`.trim();
