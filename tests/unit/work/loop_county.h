/* SPDX-License-Identifier: Apache-2.0 */
/* A practice county whose forms run clocks: taken in, handed over, signed for, late, written to, settled, told, asked again. */
#ifndef TESTS_LOOP_COUNTY_H
#define TESTS_LOOP_COUNTY_H

#include "work_fixture.h"

static const char *const loop_files[][2] = {
	{ "data/matter.csv", "code,name,parent\n01,矛盾纠纷,\n02,信访诉求,\n" },
	{ "data/departments.csv",
	  "code,name,parent\nzhengfa,政法系统,\nzhengfa-town,乡镇政法单位,zhengfa\nsfs,司法所,zhengfa-town\npcs,派出所,zhengfa-town\n" },
	{ "data/flow.ini",
	  "[step 汇]\nname = 信息汇集\ndoing = 受理\n[step 研]\nname = 会商研判\ndoing = 研判\n[step 交]\nname = 分流交办\ndoing = 交办\n"
	  "[step 办]\nname = 限时办理\ndoing = 办理\n[step 督]\nname = 定期督办\ndoing = 督办\nbeside = yes\n"
	  "[step 结]\nname = 反馈结果\ndoing = 办结\n[step 评]\nname = 回访评价\ndoing = 评价\n"
	  "[step 并]\nname = 并案\ndoing = 已并案\nhidden = yes\n" },
	{ "data/deadlines.ini",
	  "[limit settle]\nkind = settle\nlabel = 化解时限\nstarts = opened\nsince = 受理\ndays = 7\npauses = yes\nextend = 7\n"
	  "warn = 1\nbasis = 默认\n"
	  "[limit settle_03]\nkind = settle\nlabel = 较大化解时限\ngrade = 03\nstarts = opened\nsince = 受理\ndays = 30\npauses = yes\n"
	  "warn = 3\nbasis = 默认\n"
	  "[limit settle_petition]\nkind = settle\nlabel = 信访办理期限\nmatter = 02\nstarts = opened\nsince = 受理\ndays = 60\n"
	  "warn = 7\nbasis = 条例\n"
	  "[limit sign]\nkind = sign\nlabel = 签收时限\nstarts = dispatched\nsince = 交办\ndays = 1\npauses = yes\nbasis = 默认\n"
	  "[limit reply_notice]\nkind = reply_notice\nlabel = 提示函回复时限\nstarts = sent\nsince = 发出\ndays = 5\nbasis = 默认\n"
	  "[limit feedback]\nkind = feedback\nlabel = 反馈时限\nstarts = settled\nsince = 有结果\ndays = 3\nbasis = 默认\n"
	  "[limit revisit]\nkind = revisit\nlabel = 首次回访时限\nstarts = closed\nsince = 办结\ndays = 15\nbasis = 默认\n"
	  "[limit revisit_again]\nkind = revisit_again\nlabel = 再次回访时限\nstarts = closed\nsince = 办结\ndays = 30\nbasis = 默认\n"
	  "[limit urgent_call]\nkind = urgent_call\nlabel = 电话报告时限\nstarts = opened\nsince = 受理\nminutes = 30\nbasis = 默认\n"
	  "[limit backlog]\nkind = backlog\nlabel = 积案年限\nstarts = opened\nsince = 受理\ndays = 180\nbasis = 默认\n" },
	{ "forms/intake.ini",
	  "[form]\ntitle = 受理登记\nopens = case\nlist = 案件\nstep = 汇\nlevels = village town county\ngoes = up\n"
	  "[group party]\nlabel = 当事人\nmax = 4\nshows = name phone\n[field party.name]\nlabel = 姓名\nmax = 20\n"
	  "[field party.phone]\nlabel = 电话\ntype = phone\n"
	  "[field title]\nlabel = 事件名称\nmax = 100\nrequired = yes\n"
	  "[field matter]\nlabel = 事项\ntype = code\ncodes = matter\ndefault = 01\n"
	  "[field grade]\nlabel = 等级\ntype = code\ncodes = grade\n"
	  "[field urgent]\nlabel = 紧急\ntype = yesno\ndefault = 否\n"
	  "[field receiver]\nlabel = 首问人\ndefault = who\n"
	  "[field opened]\nlabel = 受理时间\ntype = datetime\ndefault = now\nrequired = yes\n"
	  "[effect]\nstep = 汇\n[clock settle]\ndo = start\n[clock urgent_call]\ndo = start\nwhen = \"urgent = 是\"\n" },
	{ "forms/dispatch.ini",
	  "[form]\ntitle = 分流交办\ncontinues = case\nstep = 交\n"
	  "[field lead]\nlabel = 主办\ntype = unit\nrequired = yes\nrecord = yes\n"
	  "[field with]\nlabel = 协办\ntype = units\nrecord = yes\n"
	  "[field dispatched]\nlabel = 交办时间\ntype = datetime\ndefault = now\nrequired = yes\nrecord = yes\n"
	  "[field opinion]\nlabel = 交办意见\n"
	  "[effect]\nstep = 交\n[set dispatcher]\nto = unit\n[clock sign]\ndo = start\n" },
	{ "forms/receive.ini",
	  "[form]\ntitle = 签收\ncontinues = case\nstep = 交\n[field person]\nlabel = 签收人\ndefault = who\n"
	  "[effect]\nstep = 办\n[set received]\nto = now\n[clock sign]\ndo = stop\n" },
	{ "forms/notice.ini",
	  "[form]\ntitle = 工作提示函\ncontinues = case\nstep = 督\nserial = T\nlevels = town county\n"
	  "[field text]\nlabel = 正文\ntype = lines\nlines = 4\nmax = 500\nrequired = yes\n"
	  "[set noticed]\nto = today\n[set notices]\nto = +1\n[set sent]\nto = now\n[clock reply_notice]\ndo = start\n" },
	{ "forms/pause.ini",
	  "[form]\ntitle = 暂停\ncontinues = case\nstep = 办\n[field reason]\nlabel = 原因\nrequired = yes\n"
	  "[clock all]\ndo = pause\n" },
	{ "forms/conclude.ini",
	  "[form]\ntitle = 办结\ncontinues = case\nstep = 结\n"
	  "[field result]\nlabel = 办理结果\ntype = code\ncodes = result\nrequired = yes\nrecord = yes\n"
	  "[field settled]\nlabel = 结果日期\ntype = date\ndefault = today\nrequired = yes\nrecord = yes\n"
	  "[effect]\nstep = 结\n[clock settle]\ndo = stop\n[clock feedback]\ndo = start\n" },
	{ "forms/inform.ini",
	  "[form]\ntitle = 反馈\ncontinues = case\nstep = 结\n[field said]\nlabel = 对方怎么说\n"
	  "[field closed]\nlabel = 办结日期\ntype = date\ndefault = today\nrequired = yes\nrecord = yes\n"
	  "[clock feedback]\ndo = stop\n[clock revisit]\ndo = start\n[clock revisit_again]\ndo = start\n" },
	{ "forms/correct.ini",
	  "[form]\ntitle = 更正\ncontinues = case\n[field field]\nlabel = 栏目\n[field value]\nlabel = 改成\n"
	  "[field choose]\nlabel = 采用\n[field reason]\nlabel = 更正原因\nrequired = yes\n[effect]\ncorrects = yes\n" },
	{ "forms/link.ini",
	  "[form]\ntitle = 并案\ncontinues = case\n[field main]\nlabel = 并入哪一件\ntype = record\nrequired = yes\nrecord = yes\n"
	  "[effect]\nstep = 并\n[set closed]\nto = today\n[clock all]\ndo = stop\n" },
};
#define LOOP_FILES (sizeof loop_files / sizeof *loop_files)

static struct practice county;
static struct session *town;           /* each test file opens it in its setup */

/* All at once: forms name tables, limits and steps of each other. */
static inline void loop_open(void)
{
	struct book_file files[LOOP_FILES];
	struct err err = { 0 };
	uint64_t before;
	size_t n;

	practice_open(&county);
	for (size_t i = 0; i < LOOP_FILES; i++) {
		files[i].path = mem_dup(loop_files[i][0]);
		files[i].text = mem_dup(loop_files[i][1]);
		files[i].len = strlen(files[i].text);
	}
	assert_true(publish_version(county.hub, &before, &err));
	if (!publish_files(county.hub, PRACTICE_HUB, files, LOOP_FILES, "县中心", &n, &err)
	    || !accept_publish(county.hub, before, &err))
		fail_msg("%s", err.say);
	for (size_t i = 0; i < LOOP_FILES; i++) {
		free(files[i].path);
		free(files[i].text);
	}
}

/* A case of this title, taken in then. */
static inline uint64_t loop_case(struct session *s, const char *title, const char *opened, const char *grade,
                                 const char *matter)
{
	uint64_t id = practice_fill(s, NULL, "intake", 0, "title", title, "opened", opened, "grade", grade, "matter", matter,
	                            "party1.name", "张三", "party1.phone", "13812345678", NULL);

	assert_int_not_equal(id, 0);
	return id;
}

static int teardown(void **state)
{
	(void)state;
	session_close(town);
	practice_close(&county);
	return 0;
}

#define HAS(b, s) do { if (!strstr(buf_text(&(b)), s)) fail_msg("no %s in\n%s", s, buf_text(&(b))); } while (0)
#define LACKS(b, s) do { if (strstr(buf_text(&(b)), s)) fail_msg("%s in\n%s", s, buf_text(&(b))); } while (0)

#endif
