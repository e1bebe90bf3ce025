export const DOCKER = { packages: [], groups: [] };
