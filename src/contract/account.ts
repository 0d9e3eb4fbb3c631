import { z } from 'zod';

/**
 * `GET /users/current`. `id` observed (jmeter-java-dsl); `username` = the account's e-mail and the platform-admin flag
 * are named in the public guide, their keys are our reading.
 */
export const User = z.looseObject({ id: z.string(), username: z.string().default(''), platformAdmin: z.boolean().default(false) });
export type User = z.infer<typeof User>;

/** Answer of `POST /public/users/login` since 16.0 (jenkinsci/octoperf-plugin 5.0.0, documented). */
export const LoginSuccessful = z.looseObject({ '@type': z.literal('LoginSuccessful'), token: z.looseObject({ token: z.string() }) });
export const LoginFailed = z.looseObject({ '@type': z.literal('LoginFailed'), message: z.string() });
export const LoginResult = z.discriminatedUnion('@type', [LoginSuccessful, LoginFailed]);
export type LoginResult = z.infer<typeof LoginResult>;
