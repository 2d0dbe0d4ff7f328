import { createPrice, createProduct } from '../catalogue.ts';
import { invalidRequest } from '../errors.ts';
import { product } from '../objects/catalogue.ts';
import { change, create, given, mergeMetadata, need, newId } from '../world.ts';
import { send, type Routes } from './route.ts';

export const catalogueRoutes = {
  'POST /v1/products': (call) => {
    const { world, parameters } = call;
    const { default_price_data, id, metadata, name } = parameters;
    const made = create(
      world,
      product({
        id: id ?? newId('prod'),
        name,
        created: world.now(),
        ...given(parameters, 'active', 'description', 'images', 'shippable', 'unit_label', 'url'),
        metadata: mergeMetadata({}, metadata),
      }),
      'product.created',
    );
    if (default_price_data) made.default_price = createPrice(world, made.id, default_price_data).id;
    return send(made, call);
  },

  'POST /v1/products/:id': (call) => {
    const { world, id, parameters } = call;
    const found = need(world, 'product', id, { param: 'id', status: 404 });
    change(world, found, 'product.updated', () => {
      Object.assign(
        found,
        given(parameters, 'active', 'default_price', 'description', 'images', 'name', 'unit_label', 'url'),
        { metadata: mergeMetadata(found.metadata, parameters.metadata), updated: world.now() },
      );
    });
    return send(found, call);
  },

  'POST /v1/prices': (call) => {
    const { world, parameters } = call;
    const { product_data, product: productId } = parameters;
    if (productId) need(world, 'product', productId, { param: 'product' });
    if (!productId && !product_data)
      throw invalidRequest('You must specify either `product` or `product_data` when creating a price.', {
        code: 'parameter_missing',
        param: 'product',
      });
    const owner = productId ?? createProduct(world, product_data?.name ?? '');
    return send(createPrice(world, owner, parameters), call);
  },

  'POST /v1/prices/:id': (call) => {
    const { world, id, parameters } = call;
    const found = need(world, 'price', id, { param: 'price', status: 404 });
    change(world, found, 'price.updated', () => {
      Object.assign(found, given(parameters, 'active', 'lookup_key', 'nickname', 'tax_behavior'), {
        metadata: mergeMetadata(found.metadata, parameters.metadata),
      });
    });
    return send(found, call);
  },
} satisfies Partial<Routes>;
