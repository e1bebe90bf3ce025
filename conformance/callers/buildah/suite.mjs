export const BUILDAH = { packages: [], groups: [] };
