import { html, nothing, type TemplateResult } from 'lit';
import type { AdminApi } from '../../server/admin-contract.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import { define } from '../elements.ts';
import type { Role } from './desk.ts';
import { deskButton, group, select, textInput } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { dateWords, whenWords } from './parts/words.ts';
import { roleNames, roles, roleWords } from './roles.ts';
import { Screen } from './screen.ts';

type Staff = ReplyOf<AdminApi['GET /admin/staff']>;
type Member = Staff['members'][number];

const roleChoices = roles.map((value) => ({ value, label: roleNames[value] }));

const roleHint = html`${roles.map((role, at) => html`${at === 0 ? nothing : html`<br />`}${roleWords[role]}.`)}`;

/** Who looks after this site, and who is invited to. */
export class StaffScreen extends Screen<Staff> {
  heading(): string {
    return 'Staff';
  }

  protected load(): Promise<Staff> {
    return this.desk.call('GET /admin/staff');
  }

  protected renderData({ members, invitations }: Staff): TemplateResult {
    const isOwner = this.desk.can('owner');
    return html`${group(
      'Who looks after this site',
      table({
        caption: 'Members of the staff',
        rows: members,
        columns: [
          { label: 'Name', cell: (member) => html`${member.name || member.email}${member.isYou ? ' (you)' : ''}` },
          { label: 'Email', cell: ({ email }) => email },
          { label: 'Role', cell: (member) => this.renderRole(member, isOwner) },
          { label: 'One-time codes', cell: ({ hasSecondFactor }) => (hasSecondFactor ? 'set up' : 'not set up') },
          { label: 'Last seen', cell: ({ lastSeenAt }) => whenWords(lastSeenAt) },
          ...(isOwner ? [{ label: '', cell: (member: Member) => this.renderMemberActions(member) }] : []),
        ],
        empty: 'Nobody yet.',
      }),
    )}
    ${isOwner ? this.renderInvite() : nothing}
    ${invitations.length > 0 ? group('Invited', this.renderInvitations(invitations, isOwner)) : nothing}`;
  }

  private renderRole({ id, email, role }: Member, isOwner: boolean): unknown {
    if (!isOwner) return roleNames[role];
    return html`<select
      aria-label="Role of ${email}"
      @change=${(event: Event) => void this.changeRole(id, event.target as HTMLSelectElement, role)}
    >
      ${roles.map((each) => html`<option value=${each} ?selected=${each === role}>${roleNames[each]}</option>`)}
    </select>`;
  }

  private renderMemberActions(member: Member): TemplateResult {
    return html`<div class="line">
      ${
        member.hasSecondFactor && !member.isYou
          ? deskButton({
              label: 'Reset codes',
              about: `of ${member.email}`,
              kind: 'link',
              onClick: () => void this.resetCodes(member),
            })
          : nothing
      }
      ${deskButton({ label: 'Remove', about: member.email, kind: 'link', onClick: () => void this.removeMember(member) })}
    </div>`;
  }

  private renderInvite(): TemplateResult {
    return group(
      'Invite somebody',
      html`<form class="form" novalidate @submit=${this.invite}>
        <div class="pair">
          ${textInput({ name: 'email', label: 'Email address', type: 'email', error: this.fieldErrors.email })}
          ${select({ name: 'role', label: 'Role', choices: roleChoices, value: 'support', hint: roleHint })}
        </div>
        ${this.renderFailure()} ${deskButton({ label: 'Send invitation', isBusy: this.isBusy })}
      </form>`,
      'They get an email with a link that works once, for seven days.',
    );
  }

  private renderInvitations(invitations: Staff['invitations'], isOwner: boolean): TemplateResult {
    return table({
      caption: 'Invitations',
      rows: invitations,
      columns: [
        { label: 'Email', cell: ({ email }) => email },
        { label: 'Role', cell: ({ role }) => roleNames[role] },
        { label: 'Good until', cell: ({ expiresAt }) => dateWords(expiresAt) },
        {
          label: '',
          cell: ({ id, email }) =>
            isOwner
              ? deskButton({ label: 'Take back', about: email, kind: 'link', onClick: () => void this.takeBack(id) })
              : nothing,
        },
      ],
      empty: '',
    });
  }

  private readonly invite = (event: SubmitEvent): void =>
    this.send(event, async ({ email = '', role = 'support' }, form) => {
      await this.desk.call('POST /admin/staff/invitations', { body: { email, role: role as Role } });
      form.reset();
      this.desk.announce(`The invitation to ${email} is on its way.`);
      await this.reload();
    });

  private async changeRole(staffId: string, input: HTMLSelectElement, before: Role): Promise<void> {
    const role = input.value as Role;
    const isDone = await this.act(async () => {
      await this.desk.call('PATCH /admin/staff/:staffId', { params: { staffId }, body: { role } });
      this.desk.announce('The role is changed. They sign in anew.');
      await Promise.all([this.reload(), this.desk.refresh()]);
    });
    if (!isDone) input.value = before;
  }

  private async removeMember({ id, email, isYou }: Member): Promise<void> {
    const isSure = await this.desk.confirm({
      title: `Remove ${email}?`,
      text: isYou ? 'You will be signed out and can’t come back.' : 'They are signed out at once and can’t come back.',
      action: 'Remove',
      isDangerous: true,
    });
    if (!isSure) return;
    await this.act(async () => {
      await this.desk.call('DELETE /admin/staff/:staffId', { params: { staffId: id } });
      await this.reload();
    });
  }

  private async resetCodes({ id, email }: Member): Promise<void> {
    const isSure = await this.desk.confirm({
      title: `Reset the one-time codes of ${email}?`,
      text: 'For who has lost phone and recovery codes. Be sure that it is them who ask: whoever has their password sets up new codes.',
      action: 'Reset',
      isDangerous: true,
    });
    if (!isSure) return;
    await this.act(async () => {
      await this.desk.call('POST /admin/staff/:staffId/reset-second-factor', { params: { staffId: id } });
      await this.reload();
    });
  }

  private takeBack(invitationId: string): Promise<boolean> {
    return this.act(async () => {
      await this.desk.call('DELETE /admin/staff/invitations/:invitationId', { params: { invitationId } });
      await this.reload();
    });
  }
}

define('cc-desk-staff', StaffScreen);
