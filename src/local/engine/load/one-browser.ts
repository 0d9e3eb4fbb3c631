/** Why a profile of a browser cannot have two users: each would slow down what the other measures. */
export const ONE_BROWSER = 'A profile with a real browser takes one user: more browsers means more profiles';
