export const jsx = (type, { children, ...props }, key) => ({ type: type.name ?? type, props, children, key });
export const jsxs = jsx;
