/**
 * What columns are called: our own plain headings first, then those of exports we know. Case, spaces, dashes, underscores
 * and brackets make no difference, see `columns.ts`. Of two columns for one field the one named first here is read.
 */
type Headings<Field extends string> = { readonly [Name in Field]?: readonly string[] };

const ownCustomers = {
  email: ['email'],
  firstName: ['first name'],
  lastName: ['last name'],
  name: ['name'],
  username: ['username'],
  language: ['language'],
  phone: ['phone'],
  tags: ['tags'],
  since: ['customer since'],
  addressName: ['address name'],
  line1: ['address', 'address line 1'],
  line2: ['address line 2'],
  postalCode: ['postal code'],
  city: ['city'],
  region: ['region'],
  country: ['country'],
} as const;

export type CustomerField = keyof typeof ownCustomers;

/** WooCommerce → Customers → Download, and the customers of its Customer/Order/Coupon Export. */
const wooCommerceCustomers: Headings<CustomerField> = {
  email: ['email', 'billing email', 'user email'],
  firstName: ['first name', 'billing first name'],
  lastName: ['last name', 'billing last name'],
  name: ['name'],
  username: ['username', 'user login'],
  phone: ['billing phone'],
  since: ['sign up', 'date registered'],
  addressName: ['billing name'],
  line1: ['billing address 1'],
  line2: ['billing address 2'],
  postalCode: ['billing postcode'],
  city: ['billing city'],
  region: ['billing state'],
  country: ['billing country'],
};

/** Advanced Order Export for WooCommerce, whose headings carry the kind of address. */
const advancedOrderExportCustomers: Headings<CustomerField> = {
  email: ['email (billing)', 'billing email address', 'customer user email', 'user email'],
  firstName: ['first name (billing)', 'customer first name'],
  lastName: ['last name (billing)', 'customer last name'],
  name: ['full name (billing)'],
  phone: ['phone (billing)'],
  line1: ['address 1 (billing)', 'address 1&2 (billing)'],
  line2: ['address 2 (billing)'],
  postalCode: ['postcode (billing)'],
  city: ['city (billing)'],
  region: ['state code (billing)', 'state name (billing)'],
  country: ['country code (billing)', 'country name (billing)'],
};

/** MemberPress → Members → Export: the list's columns and the address fields by their slug. `name` is `Last, First`. */
const memberPressMembers: Headings<CustomerField> = {
  email: ['email', 'user email'],
  firstName: ['first_name'],
  lastName: ['last_name'],
  name: ['name'],
  username: ['username', 'user_login'],
  since: ['registered', 'user registered'],
  line1: ['mepr-address-one'],
  line2: ['mepr-address-two'],
  postalCode: ['mepr-address-zip'],
  city: ['mepr-address-city'],
  region: ['mepr-address-state'],
  country: ['mepr-address-country'],
};

/** ClickFunnels → Contacts → Export, classic and 2.0. */
const clickFunnelsContacts: Headings<CustomerField> = {
  email: ['email', 'email address', 'contact email'],
  firstName: ['first name'],
  lastName: ['last name'],
  name: ['full name'],
  phone: ['phone', 'phone number'],
  tags: ['tags', 'tag names'],
  since: ['created at', 'created on'],
  line1: ['street address', 'address 1', 'shipping address'],
  postalCode: ['zip', 'zip code', 'shipping zip'],
  city: ['shipping city'],
  region: ['state', 'shipping state'],
  country: ['shipping country'],
};

const ownOrders = {
  number: ['number', 'order number'],
  email: ['email'],
  firstName: ['first name'],
  lastName: ['last name'],
  placedAt: ['placed at'],
  currency: ['currency'],
  total: ['total'],
  subtotal: ['subtotal'],
  discount: ['discount'],
  tax: ['tax'],
  paid: ['paid'],
  refunded: ['refunded'],
  status: ['status'],
  lineTitle: ['line title'],
  quantity: ['quantity'],
  unitPrice: ['unit price'],
  lineTotal: ['line total'],
  lines: ['lines'],
  addressName: ['address name'],
  line1: ['address', 'address line 1'],
  line2: ['address line 2'],
  postalCode: ['postal code'],
  city: ['city'],
  region: ['region'],
  country: ['country'],
} as const;

export type OrderField = keyof typeof ownOrders;

/** Customer/Order/Coupon Export and Import Export Suite for WooCommerce: one row an order, or one row an item. */
const wooCommerceOrders: Headings<OrderField> = {
  number: ['order number', 'order number formatted', 'order id'],
  email: ['billing email', 'customer email'],
  firstName: ['billing first name'],
  lastName: ['billing last name'],
  placedAt: ['date', 'order date'],
  currency: ['order currency', 'currency'],
  total: ['order total', 'total'],
  subtotal: ['order subtotal'],
  discount: ['discount total'],
  tax: ['tax total'],
  refunded: ['refunded total'],
  status: ['status', 'order status'],
  lineTitle: ['item name'],
  quantity: ['item quantity'],
  lineTotal: ['item subtotal', 'item total'],
  lines: ['line items'],
  line1: ['billing address 1'],
  line2: ['billing address 2'],
  postalCode: ['billing postcode'],
  city: ['billing city'],
  region: ['billing state'],
  country: ['billing country'],
};

/** Advanced Order Export for WooCommerce, a row an item. */
const advancedOrderExport: Headings<OrderField> = {
  number: ['order number', 'order id'],
  email: ['email (billing)', 'billing email address', 'customer user email'],
  firstName: ['first name (billing)'],
  lastName: ['last name (billing)'],
  placedAt: ['order date', 'paid date'],
  currency: ['order currency'],
  total: ['order total amount'],
  subtotal: ['order subtotal amount'],
  discount: ['cart discount amount'],
  tax: ['order total tax amount', 'order tax amount'],
  refunded: ['order refund amount'],
  status: ['order status'],
  lineTitle: ['item name', 'product name', 'name'],
  quantity: ['quantity', 'quantity (- refund)'],
  unitPrice: ['item cost'],
  lineTotal: ['order line total', 'order line (w/o tax)'],
  line1: ['address 1 (billing)', 'address 1&2 (billing)'],
  line2: ['address 2 (billing)'],
  postalCode: ['postcode (billing)'],
  city: ['city (billing)'],
  region: ['state code (billing)'],
  country: ['country code (billing)'],
};

/** MemberPress → Transactions → Export. It has no currency. */
const memberPressOrders: Headings<OrderField> = {
  number: ['trans_num'],
  email: ['user_email'],
  firstName: ['first_name'],
  lastName: ['last_name'],
  placedAt: ['created_at'],
  subtotal: ['amount'],
  total: ['total'],
  tax: ['tax_amount'],
  status: ['status'],
  lineTitle: ['product_name', 'product'],
};

/** ClickFunnels → Orders (2.0) and Sales (classic) → Export. */
const clickFunnelsOrders: Headings<OrderField> = {
  number: ['order id', 'order number', 'id'],
  email: ['email', 'email address', 'contact email', 'customer email'],
  firstName: ['first name', 'contact first name'],
  lastName: ['last name', 'contact last name'],
  placedAt: ['created at', 'purchased at', 'ordered at'],
  total: ['total', 'total amount', 'amount'],
  tax: ['tax amount', 'tax'],
  discount: ['discount amount'],
  currency: ['currency'],
  status: ['status', 'payment status', 'billing status'],
  lineTitle: ['product name', 'products', 'product'],
};

const ownEnrollments = {
  email: ['email'],
  firstName: ['first name'],
  lastName: ['last name'],
  course: ['course'],
  courseAddress: ['course address'],
  coursePicture: ['course picture'],
  progress: ['progress'],
  enrolledAt: ['enrolled at'],
  revokedAt: ['revoked at'],
} as const;

export type EnrollmentField = keyof typeof ownEnrollments;

/** ClickFunnels → Courses → Students → Export, and MemberPress Courses' report of progress. */
const otherEnrollments: Headings<EnrollmentField> = {
  email: ['email address', 'contact email', 'student email', 'user email'],
  course: ['course title', 'course name'],
  progress: ['completion', 'completion percentage', 'progress percent', 'course progress'],
  enrolledAt: ['enrolled on', 'enrollment date', 'started at', 'created at'],
};

const ownGrants = {
  email: ['email'],
  firstName: ['first name'],
  lastName: ['last name'],
  program: ['program'],
  level: ['level'],
  since: ['since'],
  until: ['until'],
  note: ['note'],
  source: ['source'],
  status: ['status'],
} as const;

export type GrantField = keyof typeof ownGrants;

/** MemberPress → Transactions or Subscriptions → Export: a membership is a level. Renewals become one grant. */
const memberPressGrants: Headings<GrantField> = {
  email: ['user_email'],
  level: ['product_name', 'membership', 'product'],
  since: ['created_at', 'created on'],
  until: ['expires_at', 'expires on'],
};

/** WooCommerce Memberships → Export. */
const wooCommerceMemberships: Headings<GrantField> = {
  email: ['member_email'],
  firstName: ['member_first_name'],
  lastName: ['member_last_name'],
  level: ['membership_plan'],
  since: ['member_since'],
  until: ['membership_expiration'],
  status: ['membership_status'],
};

export const customerHeadings = merge<CustomerField>(
  ...[ownCustomers, wooCommerceCustomers, advancedOrderExportCustomers, memberPressMembers, clickFunnelsContacts],
);
export const orderHeadings = merge<OrderField>(
  ...[ownOrders, wooCommerceOrders, advancedOrderExport, memberPressOrders, clickFunnelsOrders],
);
export const enrollmentHeadings = merge<EnrollmentField>(ownEnrollments, otherEnrollments);
export const grantHeadings = merge<GrantField>(ownGrants, memberPressGrants, wooCommerceMemberships);

function merge<Field extends string>(...lists: Headings<Field>[]): Record<Field, string[]> {
  const fields = new Set(lists.flatMap((list) => Object.keys(list) as Field[]));
  const headings = [...fields].map(
    (field) => [field, [...new Set(lists.flatMap((list) => list[field] ?? []))]] as const,
  );
  return Object.fromEntries(headings) as Record<Field, string[]>;
}
