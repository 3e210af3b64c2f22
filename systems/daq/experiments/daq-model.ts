export const experiments = [];
