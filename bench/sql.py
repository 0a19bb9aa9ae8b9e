"""The same answers in hand-written SQL: the floor that the application is compared with."""

FAMILY_LIST = """
select f.id, f.key, f.name, f.municipality,
       (select max(t.started_on) from matching_trajectory t
         where t.branch_id = f.branch_id and t.family_id = f.id and t.started_on <= %(today)s
           and (t.ended_on is null or t.ended_on > %(today)s)) as supported_since,
       (select max(w.entered_on) from families_waitinglistentry w
         where w.branch_id = f.branch_id and w.family_id = f.id and w.entered_on <= %(today)s
           and (w.left_on is null or w.left_on > %(today)s)) as waiting_since,
       (select count(*) from families_familymember m
         where m.branch_id = f.branch_id and m.family_id = f.id and m.role = 'child'
           and m.left_on is null) as children
  from families_family f
 where f.branch_id = %(branch)s
 order by f.name, f.key
 limit 50
"""

#: Five of the figures of a branch-year; the application computes all of them.
FIVE_FIGURES = [
    """
    select count(distinct family_id) from matching_trajectory
     where branch_id = %(branch)s and started_on <= %(last)s and (ended_on is null or ended_on >= %(first)s)
    """,
    """
    select case when m.birth_date is null then 'unknown'
                when age(least(t.ended, %(last)s::date), m.birth_date) < interval '7 years' then '0-6'
                when age(least(t.ended, %(last)s::date), m.birth_date) < interval '13 years' then '7-12'
                else 'over_12' end as band, count(*)
      from (select branch_id, family_id, max(coalesce(ended_on, %(last)s::date)) as ended
              from matching_trajectory
             where branch_id = %(branch)s and started_on <= %(last)s
               and (ended_on is null or ended_on >= %(first)s)
             group by branch_id, family_id) t
      join families_familymember m
        on m.branch_id = t.branch_id and m.family_id = t.family_id and m.role = 'child'
     group by band
    """,
    """
    select decision, refusal_reason, count(*) from families_referral
     where branch_id = %(branch)s and received_on between %(first)s and %(last)s group by 1, 2
    """,
    """
    select avg(t.started_on - r.decided_on) from matching_trajectory t
      join families_referral r on r.branch_id = t.branch_id and r.id = t.referral_id
     where t.branch_id = %(branch)s and t.started_on between %(first)s and %(last)s
       and r.decision = 'accepted'
    """,
    """
    select extract(quarter from date), count(*) from matching_visit
     where branch_id = %(branch)s and date between %(first)s and %(last)s and took_place group by 1
    """,
]

#: The rows of a family's file, whole, as its page reads them.
FAMILY_FILE = [
    "select * from families_family where branch_id = %(branch)s and id = %(family)s",
    *(
        f"select * from {table} where branch_id = %(branch)s and family_id = %(family)s"  # noqa: S608
        for table in (
            "families_familymember",
            "families_profilefact",
            "families_consent",
            "families_referral",
            "families_waitinglistentry",
            "families_waitingcareaction",
            "families_familycontact",
            "families_onwardreferral",
            "matching_trajectory",
        )
    ),
    """
    select m.*, v.first_name, v.last_name from matching_trajectory t
      join matching_match m on m.branch_id = t.branch_id and m.trajectory_id = t.id
      join volunteers_volunteer v on v.branch_id = m.branch_id and v.id = m.volunteer_id
     where t.branch_id = %(branch)s and t.family_id = %(family)s
    """,
    """
    select b.* from matching_trajectory t
      join matching_match m on m.branch_id = t.branch_id and m.trajectory_id = t.id
      join matching_visit b on b.branch_id = m.branch_id and b.match_id = m.id
     where t.branch_id = %(branch)s and t.family_id = %(family)s
     order by b.date desc limit 26
    """,
]

#: The people in whose name a word begins with these letters.
SEARCH = [
    """
    select distinct f.* from families_family f
      left join families_familymember m on m.branch_id = f.branch_id and m.family_id = f.id
     where f.branch_id = %(branch)s
       and (f.name ~* %(begins)s or m.first_name ~* %(begins)s or m.last_name ~* %(begins)s)
     order by f.name limit 20
    """,
    """
    select * from families_referral
     where branch_id = %(branch)s and family_id is null and family_name ~* %(begins)s limit 20
    """,
    """
    select * from volunteers_volunteer
     where branch_id = %(branch)s and (first_name ~* %(begins)s or last_name ~* %(begins)s) limit 20
    """,
]
