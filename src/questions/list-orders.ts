/** The orders in which modules can be listed. */
export const LIST_ORDERS = ['name', 'path', 'size'] as const
export type ListOrder = (typeof LIST_ORDERS)[number]
