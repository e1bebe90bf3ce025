export const CONTAINERD = { packages: [], groups: [] };
