"""A small branch that uses every file of the format, to be written whole or with a few lines replaced."""

from pathlib import Path

SMALL = {
    "branch.csv": """\
slug,name,operator,operator_type,opened_on,closed_on,municipalities,review_talk_months,perinatal_limit_months,recognised
proefdorp,Home-Start Proefdorp,Proefdorp vzw,partner,2020-01-06,,24038;24062,3;6;12,30,yes
""",
    "staff.csv": """\
key,function,fte,started_on,ended_on
S1,coördinator,0.5,2020-01-06,
""",
    "intake_stops.csv": """\
started_on,ended_on,reason
2023-06-01,2023-08-31,geen vrijwilligers
""",
    "referrers.csv": """\
key,organisation,service,sector,email,phone
R1,CAW,onthaal,welfare,caw@example.org,016 00 00 00
""",
    "families.csv": """\
key,name,street,postal_code,municipality,phone,email,home_language,foster_family,needs,strengths,anonymised
G1,Peeters,Dorpsstraat 1,3020,24038,,,nl,no,Rust.,,
G2,Yılmaz,Kerkstraat 2,3020,24038,,,tr,,,,
""",
    "family_members.csv": """\
key,family,role,first_name,last_name,gender,birth_date,due_date,arrived_in_belgium_on,joined_on,left_on
P1,G1,parent,An,Peeters,f,1990-05-01,,,,
P2,G1,child,Bo,Peeters,x,,2024-09-01,,2023-01-01,2024-12-31
""",
    "profile_facts.csv": """\
family,fact,value,valid_from
G1,housing,social_rent,2023-01-10
G1,single_parent,yes,2023-01-10
""",
    "referrals.csv": """\
key,family,family_name,phone,received_on,channel,referrer,form_received_on,municipality,municipality_name,requests,explanation,decision,decided_on,refusal_reason
A1,G1,Peeters,,2023-01-02,form,R1,2023-01-03,24038,,parenting;school,,accepted,2023-01-10,
A2,,Onbekend,,2023-02-01,phone,,,,Maastricht,,,refused,2023-02-02,outside_area
A3,G2,Yılmaz,,2023-03-01,email,,,24038,,,,accepted,2023-03-05,
""",
    "waiting_list.csv": """\
key,family,referral,entered_on,left_on,exit_reason,priority,wishes
W1,G1,A1,2023-01-10,2023-02-01,started,urgent,
W2,G2,A3,2023-03-05,,,normal,spreekt Turks
""",
    "waiting_care.csv": """\
family,date,kind,by,note
G2,2023-04-01,paperwork,coordinator,
G2,2023-04-01,paperwork,coordinator,
""",
    "family_contacts.csv": """\
key,family,date,kind,place,took_place,minutes,note,with_whom,level
C1,G1,2023-01-08,intake,home,yes,60,,de moeder,coordinators
""",
    "onward_referrals.csv": """\
family,date,organisation,need,accompanied,outcome
G1,2023-05-01,Bibliotheek,language,yes,started
""",
    "concerns.csv": """\
key,family,date,facts,consulted,step,outcome
Z1,G1,2023-06-01,Besproken met het team.,collega,gebeld,monitored
""",
    "volunteers.csv": """\
key,first_name,last_name,gender,birth_date,postal_code,email,phone,languages,interested_on,channel,interview_on,interview_result,record_extract_issued_on,record_extract_seen_on,agreement_signed_on,information_given_on,available_from,availability,interests,wishes,stopped_on,stop_reason
V1,Mia,Claes,f,1960-02-29,3020,mia.claes@example.org,,nl;fr,2022-10-01,flyer,2022-11-01,accepted,2022-11-02,2022-11-20,2022-12-01,2022-12-01,,mon_am;sun_eve,school,,,
""",
    "volunteer_roles.csv": """\
volunteer,role,started_on,ended_on,project
V1,family_buddy,2023-01-15,,
""",
    "events.csv": """\
key,kind,date,title,module,online,with_partner,other_participants
E1,start_training,2022-12-01,Startopleiding,concern,no,,2
""",
    "attendance.csv": """\
event,volunteer,present
E1,V1,yes
""",
    "coaching_contacts.csv": """\
volunteer,date,kind,note
V1,2023-03-01,call,
V1,2023-03-01,call,
""",
    "expenses.csv": """\
key,volunteer,date,kind,quantity,amount,status,paid_on
K1,V1,2023-03-31,car_km,12.5,14.20,paid,2023-04-05
""",
    "trajectories.csv": """\
key,family,referral,started_on,ended_on,closing_reason,closing_note
T1,G1,A1,2023-02-01,2024-01-31,goals_reached,
""",
    "matches.csv": """\
key,trajectory,volunteer,role,proposed_on,family_answer,volunteer_answer,introduced_on,started_on,ended_on,end_reason
M1,T1,V1,family_buddy,2023-01-20,yes,yes,2023-01-25,2023-02-01,2024-01-31,traject afgerond
""",
    "visits.csv": """\
key,match,date,kind,took_place,cancelled_by,minutes,themes,note
B1,M1,2023-02-01,home_visit,yes,,120,parenting,
B2,M1,2023-02-08,home_visit,no,family,,,
""",
    "quarter_cards.csv": """\
match,year,quarter,status,received_on,visit_count,themes
M1,2023,1,checked,2023-04-05,7,school
""",
    "review_talks.csv": """\
trajectory,kind,due_on,held_on,extended,themes,conclusion
T1,alignment,2023-08-01,2023-08-03,no,school,
""",
    "impact.csv": """\
trajectory,moment,measured_on,respondent,domain,item,score
T1,start,2023-02-15,mother,parent,self_confidence,2
T1,start,2023-02-15,mother,school,involvement,na
""",
    "journal.csv": """\
key,kind,date,year,title,partner,platform,channel,attendance,themes,goals
J1,newsletter,2023-01-19,,Nieuwsbrief,,,e-mail,,,
J2,permanent_communication,,2023,Website,,,website,,,1.1
""",
    "signals.csv": """\
date,theme,title,text,families,level,delivered_to
2023-03-10,housing,Wonen,Te duur.,5,local,gemeentebestuur
""",
    "stories.csv": """\
date,kind,theme,text,consent_on,second_reader_on
2023-03-31,complex_case,rights,Neutrale samenvatting.,2023-03-31,2023-04-07
""",
    "agreements.csv": """\
key,authority,started_on,ended_on,amount_per_year
O1,Gemeente Proefdorp,2023-01-01,2025-12-31,25000.00
""",
    "goals.csv": """\
key,agreement,code,title
D1,O1,1.1,Gezinnen ondersteunen
""",
    "goal_targets.csv": """\
goal,indicator,year,target
D1,families_reached,2023,20
""",
}


def write_small(folder: Path, **others: str) -> Path:
    """The small branch in `folder`; `visits="key,match\\n"` puts another text in the place of that file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**SMALL, **{f"{name}.csv": content for name, content in others.items()}}.items():
        (folder / name).write_bytes(content.encode())
    return folder


def write_with(folder: Path, file: str, old: str, new: str) -> Path:
    """The small branch with `old` replaced by `new`, once, in one file."""
    assert SMALL[file].count(old) == 1, f"{old!r} stands {SMALL[file].count(old)} times in {file}"
    return write_small(folder, **{file.removesuffix(".csv"): SMALL[file].replace(old, new)})


def write_files(folder: Path, **files: str) -> Path:
    """Only these files, beside branch.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {"branch": SMALL["branch.csv"], **files}.items():
        (folder / f"{name}.csv").write_bytes(content.encode())
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
