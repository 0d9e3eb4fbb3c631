/** Who may look into whom. A room always sees itself. Read top to bottom: nobody looks up. */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'config': [],
  'errors': [],
  'contract': [],
  'auth': ['config', 'errors'],
  'octoperf': ['config', 'errors', 'contract', 'auth'],
  'mcp': ['config', 'errors', 'auth'],
  'tools/vocabulary': ['contract', 'octoperf'],
  'tools/*': ['errors', 'contract', 'octoperf', 'mcp', 'tools/vocabulary'],
  'guides': ['config', 'contract', 'mcp'],
  'health': ['config', 'auth', 'octoperf'],
  'local/measurements': [],
  'local/patterns': [],
  'local/pages': [],
  'local/storage': ['contract', 'local/measurements'],
  'local/engine': ['contract', 'local/measurements', 'local/patterns'],
  'local/importers': ['contract'],
  'local/design': ['contract', 'local/patterns'],
  'local/analysis': ['contract', 'local/measurements'],
  'local/idp': ['config', 'local/storage', 'local/pages'],
  'local/api': ['config', 'contract', 'local/measurements', 'local/storage', 'local/engine', 'local/importers', 'local/design', 'local/analysis', 'local/idp'],
  'local/web': ['config', 'contract', 'local/storage', 'local/idp', 'local/pages'],
};

/** Packages that have one door (or a few): who may import them. */
export const DOORS: Readonly<Record<string, readonly string[]>> = {
  '@rekog/mcp-nest': ['mcp', 'auth', 'octoperf'],
  '@modelcontextprotocol': ['mcp'],
  'passport': ['auth'],
  'passport-jwt': ['auth'],
  '@nestjs/passport': ['auth'],
  'jwks-rsa': ['auth'],
  '@nestjs/axios': ['octoperf'],
  'axios': ['octoperf'],
  '@nestjs/terminus': ['health'],
  'yaml': ['config'],
  'class-validator': ['config'],
  'class-transformer': ['config'],
  'libsql': ['local/storage'],
  'pg': ['local/storage'],
  'kysely': ['local/storage'],
  'oidc-provider': ['local/idp'],
  'undici': ['local/engine'],
  '@artilleryio/int-core': ['local/engine'],
  'hdr-histogram-js': ['local/measurements'],
};

/** Rooms that must stay free of a framework: pure code, tested without Nest, disk or network. */
export const PURE: Readonly<Record<string, readonly string[]>> = {
  'local/engine': ['@nestjs'],
  'local/patterns': ['@nestjs', 'node:fs', 'node:http'],
  'local/importers': ['@nestjs', 'node:fs', 'node:http'],
  'local/design': ['@nestjs', 'node:fs', 'node:http'],
  'local/analysis': ['@nestjs', 'node:fs', 'node:http'],
  'local/measurements': ['@nestjs', 'node:fs', 'node:http'],
  'contract': ['@nestjs', 'node:fs', 'node:http'],
};
