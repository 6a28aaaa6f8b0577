const PRICES = { 'tea-green': 8.5, 'tea-black': 7, kettle: 39 };

/** Answers whether the card can be charged and the total is what the items cost. */
export async function handler({ orderId, card, items, total }) {
  const reject = (reason) => ({ orderId, status: 'REJECTED', reason });
  for (const { sku } of items) {
    if (!Object.hasOwn(PRICES, sku)) throw new UnknownItemError(`There is no item ${sku}`);
  }
  if (card.expires < new Date().toISOString().slice(0, 7)) return reject('The card has expired');
  const price = items.reduce((sum, { sku, quantity }) => sum + PRICES[sku] * quantity, 0);
  if (price !== total) return reject(`The items cost ${price}, not ${total}`);
  if (card.firstUse) return { orderId, status: 'REVIEW', reason: 'This card is used for the first time' };
  return { orderId, status: 'APPROVED', reason: 'Card and price are fine' };
}

class UnknownItemError extends Error {
  name = 'UnknownItemError';
}
